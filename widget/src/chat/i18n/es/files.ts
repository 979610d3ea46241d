import type { FilesCatalog } from '../en/files.ts'

export const esFiles: FilesCatalog = {
  dropFiles: 'Suelta archivos para adjuntarlos',
  attached: 'Archivos adjuntos',
  uploading: 'Subiendo %s',
  removeFile: 'Quitar %s',
  notAllowed: 'No puedes enviar esto aquí.',
  tooLarge: 'Este archivo pesa más de %s.',
  tooMany: 'Puedes adjuntar hasta %s archivos por mensaje.',

  openPicture: 'Abrir %s',
  playVideo: 'Reproducir %s',
  download: 'Descargar %s',
  fileGone: 'No se pudo cargar este archivo.',

  viewer: 'Imágenes',
  counter: '%s de %s',
  previous: 'Anterior',
  next: 'Siguiente',
  zoomIn: 'Acercar',
  zoomOut: 'Alejar',

  play: 'Reproducir mensaje de voz',
  pause: 'Pausar',
  position: 'Posición',
  positionOf: '%s de %s',
  speed: 'Velocidad %s×',

  recording: 'Grabando mensaje de voz',
  recordingHint: 'Desliza para cancelar',
  stopRecording: 'Detener y escuchar',
  discardRecording: 'Descartar mensaje de voz',
  microphoneBlocked:
    'El micrófono está bloqueado. Permítelo en los ajustes del navegador para este sitio e inténtalo de nuevo.',
  microphoneMissing: 'No se encontró ningún micrófono.',
  recordingFailed: 'No se pudo grabar. Inténtalo de nuevo.',
}
