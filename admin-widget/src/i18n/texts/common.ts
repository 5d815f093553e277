import { section } from '../section.ts';

export const common = section({
  en: {
    title: 'Group offers',
    save: 'Save',
    cancel: 'Cancel',
    close: 'Close',
    retry: 'Try again',
    loading: 'Loading …',
    yes: 'Yes',
    no: 'No',
    quoted: '“{text}”',
  },
  es: {
    title: 'Ofertas por grupo',
    save: 'Guardar',
    cancel: 'Cancelar',
    close: 'Cerrar',
    retry: 'Reintentar',
    loading: 'Cargando…',
    yes: 'Sí',
    no: 'No',
    quoted: '«{text}»',
  },
  fr: {
    title: 'Offres par groupe',
    save: 'Enregistrer',
    cancel: 'Annuler',
    close: 'Fermer',
    retry: 'Réessayer',
    loading: 'Chargement…',
    yes: 'Oui',
    no: 'Non',
    quoted: '« {text} »',
  },
});
