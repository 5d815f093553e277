import { section } from '../section.ts';

/** Named as PrestaShop names the menus and the columns under Advanced Parameters > Team. */
export const rights = section({
  en: {
    hidden: 'Some of this is not offered, because you lack: {rights}',
    needed: 'For this you need: {rights}',
    view: 'Customers > Group offers: View',
    add: 'Customers > Group offers: Add',
    edit: 'Customers > Group offers: Edit',
    delete: 'Customers > Group offers: Delete',
    customers: 'Customers > Customers: View',
    cartRules: 'Catalog > Discounts > Cart Rules: View',
    webservice: 'Advanced Parameters > Webservice: Edit',
    groups: 'Shop Parameters > Customer Settings > Groups: Edit',
    allShops: 'access to all shops concerned',
  },
  es: {
    hidden: 'No se muestra todo, porque le faltan estos permisos: {rights}',
    needed: 'Para esto necesita: {rights}',
    view: 'Clientes > Ofertas por grupo: Ver',
    add: 'Clientes > Ofertas por grupo: Añadir',
    edit: 'Clientes > Ofertas por grupo: Editar',
    delete: 'Clientes > Ofertas por grupo: Eliminar',
    customers: 'Clientes > Clientes: Ver',
    cartRules: 'Catálogo > Descuentos > Reglas del carrito: Ver',
    webservice: 'Parámetros avanzados > Webservice: Editar',
    groups: 'Parámetros de la tienda > Configuración de clientes > Grupos: Editar',
    allShops: 'acceso a todas las tiendas afectadas',
  },
  fr: {
    hidden: 'Tout n’est pas proposé, car il vous manque : {rights}',
    needed: 'Droits nécessaires : {rights}',
    view: 'Clients > Offres par groupe : Afficher',
    add: 'Clients > Offres par groupe : Ajouter',
    edit: 'Clients > Offres par groupe : Modifier',
    delete: 'Clients > Offres par groupe : Supprimer',
    customers: 'Clients > Clients : Afficher',
    cartRules: 'Catalogue > Réductions > Règles panier : Afficher',
    webservice: 'Paramètres avancés > Webservice : Modifier',
    groups: 'Paramètres de la boutique > Clients > Groupes : Modifier',
    allShops: 'l’accès à toutes les boutiques concernées',
  },
});
