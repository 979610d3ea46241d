import type { GroupsCatalog } from '../en/groups.ts'

export const esGroups: GroupsCatalog = {
  whoJoins: 'Quién puede unirse',
  joinKinds: { anyone: 'Cualquiera', request: 'Por solicitud', invitation: 'Por invitación' },
  joinHints: {
    anyone: 'Todos en este sitio pueden encontrarlo, leerlo y unirse.',
    request: 'Todos en este sitio pueden encontrarlo y pedir unirse. Deciden los administradores.',
    invitation: 'Nadie puede encontrarlo. Los miembros se añaden o usan un enlace de invitación.',
  },
  slowMode: 'Modo lento',
  slowOff: 'Desactivado',
  groupKinds: { anyone: 'Público', request: 'Acceso por solicitud' },

  addPicture: 'Añadir imagen',
  changePicture: 'Cambiar imagen',
  removePicture: 'Quitar',
  cropPicture: 'Imagen del grupo',
  cropHint: 'Arrastra la imagen o muévela con las flechas',
  cropZoom: 'Zoom',
  cropDone: 'Listo',

  askToJoin: 'Pedir unirse',
  askToJoinRoom: 'Pedir unirse a %s',
  askNote: 'Mensaje (opcional)',
  askHint: 'Los administradores verán tu solicitud. Podrás leer y escribir cuando la acepten.',
  askSend: 'Enviar solicitud',
  askSent: 'Solicitud enviada',
  askSentHint: 'Entrarás en cuanto un administrador acepte.',
  askCancel: 'Cancelar solicitud',
  askDeclined: 'Solicitud rechazada',
  askAgain: 'Podrás pedirlo de nuevo después del %s.',
  ownAsks: 'Tus solicitudes',
  showAsk: '%s: tu solicitud',

  joinRequests: 'Solicitudes para unirse',
  joinRequestCount: { one: '# solicitud para unirse', other: '# solicitudes para unirse' },
  noJoinRequests: 'No hay solicitudes ahora',
  acceptAll: 'Aceptar todas',
  acceptAllQuestion: { one: '¿Admitir a # persona?', other: '¿Admitir a # personas?' },
  acceptPerson: 'Aceptar a %s',
  declinePerson: 'Rechazar a %s',
  asksFull: 'Ya está en demasiados chats para unirse a otro.',

  inviteApproval: 'Los administradores aprueban a cada persona',
  inviteApproved: 'Con aprobación',
  inviteStopped: 'Desactivado: quien lo creó ya no es administrador',
}
