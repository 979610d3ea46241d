import type { WritingCatalog } from '../en/writing.ts'

export const arWriting: WritingCatalog = {
  copyCode: 'نسخ الشيفرة',
  openLink: 'فتح هذا الرابط؟',
  open: 'فتح',

  slowMode: 'الوضع البطيء',

  formatting: 'التنسيق',
  bold: 'عريض',
  italic: 'مائل',
  strike: 'يتوسطه خط',
  code: 'شيفرة',
  quote: 'اقتباس',
  link: 'رابط',

  emoji: 'رموز تعبيرية',
  searchEmoji: 'البحث عن رمز',
  noEmoji: 'لا توجد رموز',
  emojiSuggestions: 'رموز مقترحة',
  skinTone: 'لون البشرة',
  skinTones: ['افتراضي', 'فاتح', 'فاتح متوسط', 'متوسط', 'داكن متوسط', 'داكن'],
  recentEmoji: 'المستخدمة مؤخرًا',
  foundEmoji: 'نتائج البحث',
  emojiGroups: [
    'وجوه ومشاعر',
    'أشخاص وأجسام',
    'حيوانات وطبيعة',
    'طعام وشراب',
    'سفر وأماكن',
    'أنشطة',
    'أشياء',
    'رموز',
    'أعلام',
  ],
}
