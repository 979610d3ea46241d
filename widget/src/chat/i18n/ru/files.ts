import type { FilesCatalog } from '../en/files.ts'

export const ruFiles: FilesCatalog = {
  dropFiles: 'Перетащите файлы сюда, чтобы прикрепить',
  attached: 'Прикреплённые файлы',
  uploading: 'Загружается %s',
  removeFile: 'Убрать %s',
  notAllowed: 'Здесь нельзя отправлять такие файлы.',
  tooLarge: 'Размер этого файла больше %s.',
  tooMany: 'К сообщению можно прикрепить не больше %s файлов.',

  openPicture: 'Открыть %s',
  playVideo: 'Смотреть %s',
  download: 'Скачать %s',
  fileGone: 'Не удалось загрузить файл.',

  viewer: 'Фотографии',
  counter: '%s из %s',
  previous: 'Назад',
  next: 'Вперёд',
  zoomIn: 'Увеличить',
  zoomOut: 'Уменьшить',

  play: 'Слушать голосовое сообщение',
  pause: 'Пауза',
  position: 'Позиция',
  positionOf: '%s из %s',
  speed: 'Скорость %s×',

  recording: 'Идёт запись голосового сообщения',
  recordingHint: 'Влево — отмена',
  stopRecording: 'Остановить и прослушать',
  discardRecording: 'Удалить запись',
  microphoneBlocked: 'Нет доступа к микрофону. Разрешите его в настройках браузера для этого сайта и попробуйте снова.',
  microphoneMissing: 'Микрофон не найден.',
  recordingFailed: 'Не удалось записать. Попробуйте ещё раз.',
}
