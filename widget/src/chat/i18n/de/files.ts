import type { FilesCatalog } from '../en/files.ts'

export const deFiles: FilesCatalog = {
  dropFiles: 'Dateien hier ablegen, um sie anzuhängen',
  attached: 'Angehängte Dateien',
  uploading: '%s wird hochgeladen',
  removeFile: '%s entfernen',
  notAllowed: 'Das kannst du hier nicht senden.',
  tooLarge: 'Diese Datei ist größer als %s.',
  tooMany: 'Du kannst einer Nachricht bis zu %s Dateien anhängen.',

  openPicture: '%s öffnen',
  playVideo: '%s abspielen',
  download: '%s herunterladen',
  fileGone: 'Diese Datei konnte nicht geladen werden.',

  viewer: 'Bilder',
  counter: '%s von %s',
  previous: 'Zurück',
  next: 'Weiter',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',

  play: 'Sprachnachricht abspielen',
  pause: 'Pause',
  position: 'Position',
  positionOf: '%s von %s',
  speed: 'Tempo %s×',

  recording: 'Sprachnachricht wird aufgenommen',
  recordingHint: 'Zum Abbrechen wischen',
  stopRecording: 'Stoppen und anhören',
  discardRecording: 'Sprachnachricht verwerfen',
  microphoneBlocked:
    'Das Mikrofon ist blockiert. Erlaube es in den Browser-Einstellungen für diese Website und versuche es erneut.',
  microphoneMissing: 'Kein Mikrofon gefunden.',
  recordingFailed: 'Aufnahme fehlgeschlagen. Bitte versuche es erneut.',
}
