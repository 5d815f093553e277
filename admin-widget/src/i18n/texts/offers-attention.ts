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
      since: 'It last called {at}.',
      silentText:
        'The sync service starts offers and lets customers in. While it is silent, nothing starts and nobody new comes in. Is the machine on, and the program “group-offers run” alive? Look at Connection.',
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
        text: 'An import or another module changed many customers of an offer at once. To be on the safe side, no customer comes in or changes offers now. See that their groups are as you want them.',
      },
      meanwhile: 'Whoever is due to leave still leaves.',
      confirm: 'All is well, go on',
      look: 'Look at it',
      askTitle: 'Go on?',
      ask: 'Customers come in again, and what was changed from outside in running offers is put right.',
    },
    notices: {
      other: 'Please note',
      about: '{offer}: {title}',
      offer_cannot_run: {
        title: 'This offer cannot run',
        text: '{message}',
      },
      started_late: {
        title: 'This offer started late',
        text: 'Your shop did not answer when the offer should have started. It was started as soon as your shop was back.',
      },
      ended_by_shop: {
        title: 'Your shop ended this offer by itself',
        text: 'The service was silent when the offer was over, so your shop put the customers back on its own. See under Connection why the service was silent.',
      },
      group_edited: {
        title: 'The group of this offer was changed by hand',
        text: 'Somebody changed the customer group that belongs to the offer. It was put right. To change the offer, edit it here.',
      },
      mass_change: {
        title: 'Many customers were changed from outside',
        text: 'An import or another module had changed many customers of this offer at once.',
      },
      backup_restored: {
        title: 'A backup of your shop was restored',
        text: 'Your shop’s data were older than before.',
      },
      clock_jumped: {
        title: 'The clock of your shop had jumped',
        text: 'The time of your shop’s server changed suddenly.',
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
      since: 'Su última llamada fue {at}.',
      silentText:
        'El servicio de sincronización inicia las ofertas y deja entrar a los clientes. Mientras no responde, nada empieza y no entra nadie más. ¿Está encendida la máquina y activo el programa «group-offers run»? Consulte Conexión.',
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
        text: 'Una importación u otro módulo ha modificado de golpe a muchos clientes de una oferta. Por seguridad, ahora ningún cliente entra ni cambia de oferta. Compruebe que sus grupos están como usted quiere.',
      },
      meanwhile: 'Quienes deben salir siguen saliendo.',
      confirm: 'Todo está bien, continuar',
      look: 'Ver de qué se trata',
      askTitle: '¿Continuar?',
      ask: 'Los clientes vuelven a entrar, y lo que se modificó desde fuera en las ofertas en curso se corrige.',
    },
    notices: {
      other: 'Tenga en cuenta',
      about: '{offer}: {title}',
      offer_cannot_run: {
        title: 'Esta oferta no puede funcionar',
        text: '{message}',
      },
      started_late: {
        title: 'Esta oferta empezó tarde',
        text: 'Su tienda no respondió cuando la oferta debía empezar. Se inició en cuanto la tienda volvió a responder.',
      },
      ended_by_shop: {
        title: 'Su tienda terminó esta oferta por sí sola',
        text: 'El servicio no respondía cuando la oferta terminó, así que su tienda devolvió a los clientes a sus grupos por su cuenta. Mire en Conexión por qué no respondía.',
      },
      group_edited: {
        title: 'El grupo de esta oferta se modificó a mano',
        text: 'Alguien modificó el grupo de clientes que pertenece a la oferta. Se ha corregido. Para cambiar la oferta, edítela aquí.',
      },
      mass_change: {
        title: 'Se modificaron muchos clientes desde fuera',
        text: 'Una importación u otro módulo había modificado de golpe a muchos clientes de esta oferta.',
      },
      backup_restored: {
        title: 'Se restauró una copia de seguridad de su tienda',
        text: 'Los datos de su tienda eran más antiguos que antes.',
      },
      clock_jumped: {
        title: 'El reloj de su tienda dio un salto',
        text: 'La hora del servidor de su tienda cambió de repente.',
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
      since: 'Son dernier appel remonte à : {at}.',
      silentText:
        'Le service de synchronisation démarre les offres et fait entrer les clients. Tant qu’il se tait, rien ne démarre et personne de nouveau n’entre. La machine est-elle allumée et le programme « group-offers run » en marche ? Voyez Connexion.',
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
        text: 'Une importation ou un autre module a modifié d’un coup beaucoup de clients d’une offre. Par prudence, aucun client n’entre ni ne change d’offre. Vérifiez que leurs groupes sont comme vous le voulez.',
      },
      meanwhile: 'Ceux qui doivent sortir sortent toujours.',
      confirm: 'Tout va bien, continuer',
      look: 'Voir de quoi il s’agit',
      askTitle: 'Continuer ?',
      ask: 'Les clients entrent de nouveau, et ce qui a été modifié de l’extérieur dans les offres en cours est corrigé.',
    },
    notices: {
      other: 'À noter',
      about: '{offer} : {title}',
      offer_cannot_run: {
        title: 'Cette offre ne peut pas démarrer',
        text: '{message}',
      },
      started_late: {
        title: 'Cette offre a démarré en retard',
        text: 'Votre boutique n’a pas répondu au moment où l’offre devait commencer. Elle a démarré dès que la boutique a répondu de nouveau.',
      },
      ended_by_shop: {
        title: 'Votre boutique a terminé cette offre d’elle-même',
        text: 'Le service ne répondait pas à la fin de l’offre : votre boutique a remis elle-même les clients dans leurs groupes. Voyez sous Connexion pourquoi il ne répondait pas.',
      },
      group_edited: {
        title: 'Le groupe de cette offre a été modifié à la main',
        text: 'Quelqu’un a modifié le groupe de clients qui appartient à l’offre. Il a été corrigé. Pour changer l’offre, modifiez-la ici.',
      },
      mass_change: {
        title: 'Beaucoup de clients ont été modifiés de l’extérieur',
        text: 'Une importation ou un autre module avait modifié d’un coup beaucoup de clients de cette offre.',
      },
      backup_restored: {
        title: 'Une sauvegarde de votre boutique a été restaurée',
        text: 'Les données de votre boutique étaient plus anciennes qu’avant.',
      },
      clock_jumped: {
        title: 'L’horloge de votre boutique a fait un saut',
        text: 'L’heure du serveur de votre boutique a changé brusquement.',
      },
    },
  },
});
