import { section } from '../section.ts';

export const shell = section({
  en: {
    nav: 'Group offers',
    offers: 'Offers',
    create: 'New offer',
    connect: 'Connection',
    failed: {
      refused: 'The shop did not accept this',
      field: '{field}: {problem}',
      refusedWay: 'Nothing was changed.',
      notAllowed: 'Your profile does not allow this',
      notAllowedWay: 'Ask the person who manages your shop’s employees.',
      unavailable: 'The shop did not answer',
      unavailableWay: 'What you typed is still here. Wait a moment and try again; check your internet connection.',
      unusable: 'The shop’s answer makes no sense',
      unusableWay:
        'What you typed is still here. Try again. If it does not help, send this to the person who looks after your shop:',
      unknown: 'Something went wrong on this page',
      unknownWay:
        'Try again. If it does not help, reload the page and send this to the person who looks after your shop:',
    },
    session: {
      title: 'You have been logged out',
      text: 'What you typed is still here. Log in again in the new tab, come back to this one and go on.',
      login: 'Log in (new tab)',
      goOn: 'I have logged in: go on',
      still: 'You are not logged in yet.',
      back: 'You are logged in again. Repeat what you did last.',
    },
  },
  es: {
    nav: 'Ofertas por grupo',
    offers: 'Ofertas',
    create: 'Nueva oferta',
    connect: 'Conexión',
    failed: {
      refused: 'La tienda no lo ha aceptado',
      field: '{field}: {problem}',
      refusedWay: 'No se ha cambiado nada.',
      notAllowed: 'Su perfil no lo permite',
      notAllowedWay: 'Pídalo a quien gestiona los empleados de su tienda.',
      unavailable: 'La tienda no ha respondido',
      unavailableWay:
        'Lo que ha escrito sigue aquí. Espere un momento e inténtelo de nuevo; compruebe su conexión a internet.',
      unusable: 'La respuesta de la tienda no se entiende',
      unusableWay:
        'Lo que ha escrito sigue aquí. Inténtelo de nuevo; si sigue igual, pase esto a quien mantiene su tienda:',
      unknown: 'Algo ha fallado en esta página',
      unknownWay:
        'Inténtelo de nuevo; si sigue igual, vuelva a cargar la página y pase esto a quien mantiene su tienda:',
    },
    session: {
      title: 'Se ha cerrado su sesión',
      text: 'Lo que ha escrito sigue aquí. Inicie sesión en la pestaña nueva, vuelva a esta y continúe.',
      login: 'Iniciar sesión (pestaña nueva)',
      goOn: 'Ya he iniciado sesión: continuar',
      still: 'Todavía no ha iniciado sesión.',
      back: 'Ha iniciado sesión de nuevo. Repita lo último que hizo.',
    },
  },
  fr: {
    nav: 'Offres par groupe',
    offers: 'Offres',
    create: 'Nouvelle offre',
    connect: 'Connexion',
    failed: {
      refused: 'La boutique n’a pas accepté',
      field: '{field} : {problem}',
      refusedWay: 'Rien n’a été modifié.',
      notAllowed: 'Votre profil ne le permet pas',
      notAllowedWay: 'Demandez-le à la personne qui gère les employés de votre boutique.',
      unavailable: 'La boutique n’a pas répondu',
      unavailableWay:
        'Ce que vous avez saisi est toujours là. Patientez un instant et réessayez ; vérifiez votre connexion internet.',
      unusable: 'La réponse de la boutique est incompréhensible',
      unusableWay:
        'Ce que vous avez saisi est toujours là. Réessayez ; si cela persiste, transmettez ceci à la personne qui s’occupe de votre boutique :',
      unknown: 'Une erreur s’est produite sur cette page',
      unknownWay:
        'Réessayez ; si cela persiste, rechargez la page et transmettez ceci à la personne qui s’occupe de votre boutique :',
    },
    session: {
      title: 'Vous avez été déconnecté',
      text: 'Ce que vous avez saisi est toujours là. Reconnectez-vous dans le nouvel onglet, revenez ici et continuez.',
      login: 'Se connecter (nouvel onglet)',
      goOn: 'Je me suis reconnecté : continuer',
      still: 'Vous n’êtes pas encore connecté.',
      back: 'Vous êtes de nouveau connecté. Répétez votre dernière action.',
    },
  },
});
