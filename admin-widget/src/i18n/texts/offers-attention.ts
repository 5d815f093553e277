import { section } from '../section.ts';

/** What needs the merchant: a silent service, a hold, notices. */
export const offersAttention = section({
  en: {
    groupsOff: {
      title: 'Customer groups are switched off in your shop',
      text: 'Offers need them: switch them on under Advanced Parameters > Performance > Optional features > Customer groups.',
    },
    silent: {
      silent: 'The service does not answer',
      never: 'The service is not connected yet',
      stuck: 'The service is connected, but does not sync',
      since: 'It last called {at}.',
      synced: 'Its last sync ended {at}.',
      silentText:
        'The sync service starts offers and lets customers in. While it is silent, nothing starts and nobody new comes in. Is the machine on, and the program “group-offers run” alive? Look at Connection.',
      stuckText:
        'Offers may not start or end on time. See what its log says, or run “npx group-offers doctor”. If a second service runs for this shop, stop it.',
      neverText:
        'The sync service is the program that starts offers at the right second. You can plan offers without it, but nothing starts. Connection shows how to set it up.',
      safe: 'Your customers are safe: your shop gives everybody back by itself when an offer ends, and “End now” works without the service.',
      connect: 'Go to Connection',
    },
    hold: {
      clock_jumped: {
        title: 'The clock of your shop has jumped',
        text: 'The time of your shop’s server changed suddenly. To be on the safe side, no customer comes in or changes offers now. See that the time is right.',
      },
      backup_restored: {
        title: 'A backup of your shop was restored',
        text: 'Your shop’s data are older than they were. To be on the safe side, no customer comes in or changes offers now. See that your offers are as you want them.',
      },
      mass_change: {
        title: 'Many customers were changed from outside',
        text: 'An import or another module changed many customers of an offer at once. To be on the safe side, no customer comes in or changes offers now. See that their groups are as you want them. When you confirm, those with the default group of before the offer go back into it; those with another group keep it and leave the offer.',
      },
      meanwhile: 'Customers who are due to leave still leave.',
      confirm: 'All is well, go on',
      look: 'Look at it',
      askTitle: 'Go on?',
      ask: 'Customers come in again, and what was changed from outside in running offers is put right.',
    },
    switches: {
      module_off_in_shop: {
        title: 'The module is switched off in a shop',
        text: 'In {what} nothing of the module runs: customers edited there may lose what they should have. Enable “Group offers” in the Module Manager with all shops chosen.',
      },
      foreign_modules_off: {
        title: 'Modules that are not PrestaShop’s are switched off',
        text: 'The service cannot reach the offers, and customers do not leave them by themselves. Switch it off under Advanced Parameters > Performance > Debug mode > Disable non-PrestaShop modules.',
      },
      hook_missing: {
        title: 'A part of the module was unhooked',
        text: 'PrestaShop does not call the module any more at: {what}. Choose “Reset” for “Group offers” in the Module Manager and keep the data; nothing of your offers is lost.',
      },
      hook_exceptions: {
        title: 'The module is kept off some pages',
        text: 'Exceptions are set for: {what}. Take them away under Design > Positions.',
      },
      webservice_off: {
        title: 'The Webservice of your shop is off',
        text: 'The service cannot reach your shop. Switch it on under Connection.',
      },
      key_off: {
        title: 'The service’s key is switched off or deleted',
        text: 'The service cannot reach your shop. Make a new key under Connection.',
      },
      key_lacks_rights: {
        title: 'The service’s key lacks rights',
        text: 'It lacks: {what}. Allow it under Advanced Parameters > Webservice, or make a new key under Connection.',
      },
      foreign_errors: {
        title: 'Another module causes PHP errors',
        text: 'They come with each request of the sync service. Offers run in spite of them. Update this module, or tell its makers: {what}',
      },
      cron_needed: {
        title: 'Customers kept an offer for too long',
        text: 'The service was silent when an offer ended, and for {what} minutes nobody opened a page of your shop that could give customers back what they had. Connection shows a line for a cron job that sees to it.',
      },
      group_like_ours: {
        title: 'Another group is named like an offer’s group',
        text: '{what}: no offer uses it. An import of customers that were exported during an offer may have made it. Move its customers to the right group, then delete it under Customers > Groups.',
      },
    },
    notices: {
      other: 'Please note',
      about: '{offer}: {title}',
      offer_cannot_run: {
        title: 'This offer cannot run',
        text: 'See on its page what has to be put right.',
      },
      unreadable_rows: {
        title: 'Some data of your shop cannot be read',
        text: 'These customers or orders are left out of all offers; everything else runs: {rows} (and {more} more). Correct them in your shop.',
      },
      started_late: {
        title: 'This offer started late',
        text: 'Your shop did not answer when the offer should have started. It was started as soon as your shop was back.',
      },
      key_narrowed: {
        title: 'The service’s key can no longer plan',
        text: 'After the update it carries out offers and nothing else. If you plan from the command line, make a key for it under Connection. Otherwise there is nothing to do.',
      },
      ended_by_shop: {
        title: 'Your shop ended this offer by itself',
        text: 'The service was silent when the offer was over, so your shop put the customers back on its own. See under Connection why the service was silent.',
      },
      group_edited: {
        title: 'The group of this offer was changed by hand',
        text: 'Somebody changed the customer group that belongs to the offer. It was put right. To change the offer, edit it here.',
      },
      group_access_edited: {
        title: 'What the offers’ groups have access to was changed by hand',
        text: 'Somebody opened or closed categories, carriers or modules for customer groups that belong to offers. It was put right. To change an offer, edit it here.',
      },
      calendar_missing: {
        title: 'The windows of this offer are not in your shop yet',
        text: 'It was planned with an earlier version and comes again. It runs for 30 days after the update. Somebody who may edit group offers has to open this page once before then; after that nobody enters the offer.',
      },
      calendar_ends: {
        title: 'Few windows of this offer are left',
        text: 'Your shop keeps its next windows, and at most 20 are left. Somebody who may edit group offers has to open this page once; after the last one nobody enters the offer.',
      },
      changed_elsewhere: {
        title: 'Another program changed the default group of customers',
        text: 'While this offer ran, an import, a module or another program gave some of its customers another default group. They kept that group, left the offer, and no offer takes them before this one ends. The page of the offer lists them.',
      },
      mass_change: {
        title: 'Many customers were changed from outside',
        text: 'An import or another module had changed many customers of this offer at once.',
      },
    },
  },
  es: {
    groupsOff: {
      title: 'Los grupos de clientes están desactivados en su tienda',
      text: 'Las ofertas los necesitan: actívelos en Parámetros avanzados > Rendimiento > Características opcionales > Grupos de clientes.',
    },
    silent: {
      silent: 'El servicio no responde',
      never: 'El servicio aún no está conectado',
      stuck: 'El servicio está conectado, pero no sincroniza',
      since: 'Su última llamada fue {at}.',
      synced: 'Su última sincronización terminó {at}.',
      silentText:
        'El servicio de sincronización inicia las ofertas y deja entrar a los clientes. Mientras no responde, nada empieza y no entra nadie más. ¿Está encendida la máquina y activo el programa «group-offers run»? Consulte Conexión.',
      stuckText:
        'Puede que las ofertas no empiecen o no terminen a tiempo. Consulte su registro o ejecute «npx group-offers doctor». Si hay otro servicio en marcha para esta tienda, deténgalo.',
      neverText:
        'El servicio de sincronización es el programa que inicia las ofertas en el segundo justo. Puede planificar ofertas sin él, pero nada empieza. Conexión muestra cómo instalarlo.',
      safe: 'Sus clientes están a salvo: su tienda devuelve lo suyo a todos por sí sola cuando termina una oferta, y «Terminar ahora» funciona sin el servicio.',
      connect: 'Ir a Conexión',
    },
    hold: {
      clock_jumped: {
        title: 'El reloj de su tienda ha dado un salto',
        text: 'La hora del servidor de su tienda cambió de repente. Por seguridad, ahora ningún cliente entra ni cambia de oferta. Compruebe que la hora es correcta.',
      },
      backup_restored: {
        title: 'Se ha restaurado una copia de seguridad de su tienda',
        text: 'Los datos de su tienda son más antiguos que antes. Por seguridad, ahora ningún cliente entra ni cambia de oferta. Compruebe que sus ofertas están como usted quiere.',
      },
      mass_change: {
        title: 'Se han modificado muchos clientes desde fuera',
        text: 'Una importación u otro módulo ha modificado de golpe a muchos clientes de una oferta. Por seguridad, ahora ningún cliente entra ni cambia de oferta. Compruebe que sus grupos están como usted quiere. Cuando confirme, quienes tengan el grupo predeterminado de antes de la oferta volverán a ella; quienes tengan otro lo conservarán y saldrán de la oferta.',
      },
      meanwhile: 'Quienes deben salir siguen saliendo.',
      confirm: 'Todo está bien, continuar',
      look: 'Ver de qué se trata',
      askTitle: '¿Continuar?',
      ask: 'Los clientes vuelven a entrar, y lo que se modificó desde fuera en las ofertas en curso se corrige.',
    },
    switches: {
      module_off_in_shop: {
        title: 'El módulo está desactivado en una tienda',
        text: 'En {what} no funciona nada del módulo: los clientes que se modifiquen allí pueden perder lo que deben tener. Active «Ofertas por grupo» en el gestor de módulos con todas las tiendas seleccionadas.',
      },
      foreign_modules_off: {
        title: 'Los módulos que no son de PrestaShop están desactivados',
        text: 'El servicio no puede acceder a las ofertas, y los clientes no salen de ellas por sí solos. Quítelo en Parámetros avanzados > Rendimiento > Modo depuración > Desactivar los módulos que no son de PrestaShop.',
      },
      hook_missing: {
        title: 'Se ha desenganchado una parte del módulo',
        text: 'PrestaShop ya no llama al módulo en: {what}. Elija «Restablecer» para «Ofertas por grupo» en el gestor de módulos y conserve los datos; no se pierde nada de sus ofertas.',
      },
      hook_exceptions: {
        title: 'El módulo está excluido de algunas páginas',
        text: 'Hay excepciones para: {what}. Quítelas en Diseño > Posiciones.',
      },
      webservice_off: {
        title: 'El Webservice de su tienda está desactivado',
        text: 'El servicio no puede acceder a su tienda. Actívelo en Conexión.',
      },
      key_off: {
        title: 'La clave del servicio está desactivada o eliminada',
        text: 'El servicio no puede acceder a su tienda. Cree una clave nueva en Conexión.',
      },
      key_lacks_rights: {
        title: 'A la clave del servicio le faltan permisos',
        text: 'Le faltan: {what}. Concédalos en Parámetros avanzados > Webservice, o cree una clave nueva en Conexión.',
      },
      foreign_errors: {
        title: 'Otro módulo provoca errores de PHP',
        text: 'Aparecen en cada petición del servicio de sincronización. Las ofertas funcionan a pesar de ellos. Actualice este módulo o avise a su autor: {what}',
      },
      cron_needed: {
        title: 'Unos clientes conservaron una oferta demasiado tiempo',
        text: 'El servicio no respondía cuando terminó una oferta, y durante {what} minutos nadie abrió una página de su tienda que pudiera devolver lo suyo a los clientes. Conexión muestra una línea de cron que se encarga de ello.',
      },
      group_like_ours: {
        title: 'Otro grupo se llama como el de una oferta',
        text: '{what}: ninguna oferta lo usa. Puede haberlo creado una importación de clientes exportados durante una oferta. Pase sus clientes al grupo correcto y elimínelo en Clientes > Grupos.',
      },
    },
    notices: {
      other: 'Tenga en cuenta',
      about: '{offer}: {title}',
      offer_cannot_run: {
        title: 'Esta oferta no puede funcionar',
        text: 'Consulte en su página qué hay que corregir.',
      },
      unreadable_rows: {
        title: 'Hay datos de su tienda que no se pueden leer',
        text: 'Estos clientes o pedidos quedan fuera de todas las ofertas; lo demás funciona: {rows} (y {more} más). Corríjalos en su tienda.',
      },
      started_late: {
        title: 'Esta oferta empezó tarde',
        text: 'Su tienda no respondió cuando la oferta debía empezar. Se inició en cuanto la tienda volvió a responder.',
      },
      key_narrowed: {
        title: 'La clave del servicio ya no puede planificar',
        text: 'Tras la actualización ejecuta las ofertas y nada más. Si planifica desde la línea de comandos, cree una clave para ella en Conexión. Si no, no hay nada que hacer.',
      },
      ended_by_shop: {
        title: 'Su tienda terminó esta oferta por sí sola',
        text: 'El servicio no respondía cuando la oferta terminó, así que su tienda devolvió a los clientes a sus grupos por su cuenta. Mire en Conexión por qué no respondía.',
      },
      group_edited: {
        title: 'El grupo de esta oferta se modificó a mano',
        text: 'Alguien modificó el grupo de clientes que pertenece a la oferta. Se ha corregido. Para cambiar la oferta, edítela aquí.',
      },
      group_access_edited: {
        title: 'El acceso de los grupos de las ofertas se modificó a mano',
        text: 'Alguien abrió o cerró categorías, transportistas o módulos para grupos de clientes que pertenecen a ofertas. Se ha corregido. Para cambiar una oferta, edítela aquí.',
      },
      calendar_missing: {
        title: 'Su tienda aún no guarda las fechas de esta oferta',
        text: 'Se planificó con una versión anterior y se repite. Sigue funcionando durante 30 días tras la actualización. Antes de ese plazo, alguien con permiso para editar las ofertas de grupo debe abrir esta página una vez; de lo contrario, ya no entrará nadie en la oferta.',
      },
      calendar_ends: {
        title: 'Quedan pocas fechas de esta oferta',
        text: 'Su tienda guarda las próximas fechas y quedan 20 como máximo. Alguien con permiso para editar las ofertas de grupo debe abrir esta página una vez; después de la última ya no entrará nadie en la oferta.',
      },
      changed_elsewhere: {
        title: 'Otro programa cambió el grupo predeterminado de algunos clientes',
        text: 'Durante esta oferta, una importación, un módulo u otro programa asignó otro grupo predeterminado a algunos de sus clientes. Conservan ese grupo, han salido de la oferta y ninguna los incluye antes de que esta termine. La página de la oferta los enumera.',
      },
      mass_change: {
        title: 'Se modificaron muchos clientes desde fuera',
        text: 'Una importación u otro módulo había modificado de golpe a muchos clientes de esta oferta.',
      },
    },
  },
  fr: {
    groupsOff: {
      title: 'Les groupes de clients sont désactivés dans votre boutique',
      text: 'Les offres en ont besoin : activez-les sous Paramètres avancés > Performances > Fonctionnalités optionnelles > Groupes de clients.',
    },
    silent: {
      silent: 'Le service ne répond pas',
      never: 'Le service n’est pas encore connecté',
      stuck: 'Le service est connecté, mais ne synchronise pas',
      since: 'Son dernier appel remonte à : {at}.',
      synced: 'Sa dernière synchronisation s’est terminée {at}.',
      silentText:
        'Le service de synchronisation démarre les offres et fait entrer les clients. Tant qu’il ne répond pas, rien ne démarre et personne de nouveau n’entre. La machine est-elle allumée et le programme « group-offers run » en marche ? Voyez Connexion.',
      stuckText:
        'Les offres risquent de ne pas démarrer ou de ne pas se terminer à l’heure. Consultez son journal ou lancez « npx group-offers doctor ». Si un second service tourne pour cette boutique, arrêtez-le.',
      neverText:
        'Le service de synchronisation est le programme qui démarre les offres à la seconde près. Vous pouvez préparer des offres sans lui, mais rien ne démarre. Connexion montre comment l’installer.',
      safe: 'Vos clients sont en sécurité : votre boutique rend à chacun ce qu’il avait quand une offre se termine, et « Terminer maintenant » fonctionne sans le service.',
      connect: 'Aller à Connexion',
    },
    hold: {
      clock_jumped: {
        title: 'L’horloge de votre boutique a fait un saut',
        text: 'L’heure du serveur de votre boutique a changé brusquement. Par prudence, aucun client n’entre ni ne change d’offre. Vérifiez que l’heure est juste.',
      },
      backup_restored: {
        title: 'Une sauvegarde de votre boutique a été restaurée',
        text: 'Les données de votre boutique sont plus anciennes qu’avant. Par prudence, aucun client n’entre ni ne change d’offre. Vérifiez que vos offres sont comme vous le voulez.',
      },
      mass_change: {
        title: 'Beaucoup de clients ont été modifiés de l’extérieur',
        text: 'Une importation ou un autre module a modifié d’un coup beaucoup de clients d’une offre. Par prudence, aucun client n’entre ni ne change d’offre. Vérifiez que leurs groupes sont comme vous le voulez. Quand vous confirmez, ceux qui ont le groupe par défaut d’avant l’offre y retournent ; ceux qui en ont un autre le gardent et quittent l’offre.',
      },
      meanwhile: 'Ceux qui doivent sortir sortent toujours.',
      confirm: 'Tout va bien, continuer',
      look: 'Voir de quoi il s’agit',
      askTitle: 'Continuer ?',
      ask: 'Les clients entrent de nouveau, et ce qui a été modifié de l’extérieur dans les offres en cours est corrigé.',
    },
    switches: {
      module_off_in_shop: {
        title: 'Le module est désactivé dans une boutique',
        text: 'Dans {what}, rien du module ne fonctionne : les clients modifiés là-bas peuvent perdre ce qu’ils devraient avoir. Activez « Offres par groupe » dans le gestionnaire de modules avec toutes les boutiques sélectionnées.',
      },
      foreign_modules_off: {
        title: 'Les modules qui ne sont pas de PrestaShop sont désactivés',
        text: 'Le service n’atteint plus les offres, et les clients n’en sortent plus d’eux-mêmes. Levez ce réglage sous Paramètres avancés > Performances > Mode debug > Désactiver les modules non développés par PrestaShop.',
      },
      hook_missing: {
        title: 'Une partie du module a été décrochée',
        text: 'PrestaShop n’appelle plus le module à : {what}. Choisissez « Réinitialiser » pour « Offres par groupe » dans le gestionnaire de modules et conservez les données ; rien de vos offres n’est perdu.',
      },
      hook_exceptions: {
        title: 'Le module est tenu à l’écart de certaines pages',
        text: 'Des exceptions sont définies pour : {what}. Supprimez-les sous Apparence > Positions.',
      },
      webservice_off: {
        title: 'Le webservice de votre boutique est désactivé',
        text: 'Le service n’atteint pas votre boutique. Activez-le sous Connexion.',
      },
      key_off: {
        title: 'La clé du service est désactivée ou supprimée',
        text: 'Le service n’atteint pas votre boutique. Créez une nouvelle clé sous Connexion.',
      },
      key_lacks_rights: {
        title: 'Il manque des droits à la clé du service',
        text: 'Il lui manque : {what}. Accordez-les sous Paramètres avancés > Webservice, ou créez une nouvelle clé sous Connexion.',
      },
      foreign_errors: {
        title: 'Un autre module provoque des erreurs PHP',
        text: 'Elles apparaissent à chaque requête du service de synchronisation. Les offres fonctionnent malgré elles. Mettez ce module à jour ou prévenez son auteur : {what}',
      },
      cron_needed: {
        title: 'Des clients ont gardé une offre trop longtemps',
        text: 'Le service se taisait à la fin d’une offre, et pendant {what} minutes personne n’a ouvert de page de votre boutique qui aurait pu rendre aux clients ce qu’ils avaient. Connexion montre une ligne de cron qui s’en charge.',
      },
      group_like_ours: {
        title: 'Un autre groupe porte le nom du groupe d’une offre',
        text: '{what} : aucune offre ne l’utilise. Une importation de clients exportés pendant une offre a pu le créer. Déplacez ses clients dans le bon groupe, puis supprimez-le sous Clients > Groupes.',
      },
    },
    notices: {
      other: 'À noter',
      about: '{offer} : {title}',
      offer_cannot_run: {
        title: 'Cette offre ne peut pas démarrer',
        text: 'Voyez sur sa page ce qu’il faut corriger.',
      },
      unreadable_rows: {
        title: 'Certaines données de votre boutique sont illisibles',
        text: 'Ces clients ou commandes sont exclus de toutes les offres ; le reste fonctionne : {rows} (et {more} de plus). Corrigez-les dans votre boutique.',
      },
      started_late: {
        title: 'Cette offre a démarré en retard',
        text: 'Votre boutique n’a pas répondu au moment où l’offre devait commencer. Elle a démarré dès que la boutique a répondu de nouveau.',
      },
      key_narrowed: {
        title: 'La clé du service ne peut plus planifier',
        text: 'Depuis la mise à jour, elle exécute les offres et rien d’autre. Si vous planifiez depuis la ligne de commande, créez une clé pour elle sous Connexion. Sinon, il n’y a rien à faire.',
      },
      ended_by_shop: {
        title: 'Votre boutique a terminé cette offre d’elle-même',
        text: 'Le service ne répondait pas à la fin de l’offre : votre boutique a remis elle-même les clients dans leurs groupes. Voyez sous Connexion pourquoi il ne répondait pas.',
      },
      group_edited: {
        title: 'Le groupe de cette offre a été modifié à la main',
        text: 'Quelqu’un a modifié le groupe de clients qui appartient à l’offre. Il a été corrigé. Pour changer l’offre, modifiez-la ici.',
      },
      group_access_edited: {
        title: 'Les accès des groupes des offres ont été modifiés à la main',
        text: 'Quelqu’un a ouvert ou fermé des catégories, des transporteurs ou des modules pour des groupes de clients qui appartiennent à des offres. Cela a été corrigé. Pour changer une offre, modifiez-la ici.',
      },
      calendar_missing: {
        title: 'Votre boutique n’a pas encore les dates de cette offre',
        text: 'Elle a été planifiée avec une version antérieure et elle se répète. Elle fonctionne pendant 30 jours après la mise à jour. D’ici là, une personne autorisée à modifier les offres de groupe doit ouvrir cette page une fois ; sinon plus personne n’entrera dans l’offre.',
      },
      calendar_ends: {
        title: 'Il reste peu de dates pour cette offre',
        text: 'Votre boutique conserve les prochaines dates et il en reste 20 au plus. Une personne autorisée à modifier les offres de groupe doit ouvrir cette page une fois ; après la dernière, plus personne n’entrera dans l’offre.',
      },
      changed_elsewhere: {
        title: 'Un autre programme a changé le groupe par défaut de certains clients',
        text: 'Pendant cette offre, une importation, un module ou un autre programme a attribué un autre groupe par défaut à certains de ses clients. Ils gardent ce groupe, ont quitté l’offre et aucune ne les prend avant la fin de celle-ci. La page de l’offre en donne la liste.',
      },
      mass_change: {
        title: 'Beaucoup de clients ont été modifiés de l’extérieur',
        text: 'Une importation ou un autre module avait modifié d’un coup beaucoup de clients de cette offre.',
      },
    },
  },
});
