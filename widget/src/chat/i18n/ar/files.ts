import type { FilesCatalog } from '../en/files.ts'

export const arFiles: FilesCatalog = {
  dropFiles: 'أفلت الملفات لإرفاقها',
  attached: 'الملفات المرفقة',
  uploading: 'جارٍ رفع %s',
  removeFile: 'إزالة %s',
  notAllowed: 'لا يمكنك إرسال هذا هنا.',
  tooLarge: 'هذا الملف أكبر من %s.',
  tooMany: 'يمكنك إرفاق %s ملفات كحد أقصى في الرسالة.',

  openPicture: 'فتح %s',
  playVideo: 'تشغيل %s',
  download: 'تنزيل %s',
  fileGone: 'تعذّر تحميل هذا الملف.',

  viewer: 'الصور',
  counter: '%s من %s',
  previous: 'السابق',
  next: 'التالي',
  zoomIn: 'تكبير',
  zoomOut: 'تصغير',

  play: 'تشغيل الرسالة الصوتية',
  pause: 'إيقاف مؤقت',
  position: 'الموضع',
  positionOf: '%s من %s',
  speed: 'السرعة %s×',

  recording: 'جارٍ تسجيل رسالة صوتية',
  recordingHint: 'اسحب للإلغاء',
  stopRecording: 'إيقاف واستماع',
  discardRecording: 'حذف الرسالة الصوتية',
  microphoneBlocked: 'الميكروفون محظور. اسمح به في إعدادات المتصفح لهذا الموقع، ثم حاول مرة أخرى.',
  microphoneMissing: 'لم يُعثر على ميكروفون.',
  recordingFailed: 'تعذّر التسجيل. حاول مرة أخرى.',
}
