import type { WritingCatalog } from '../en/writing.ts'

export const ruWriting: WritingCatalog = {
  copyCode: 'Скопировать код',
  openLink: 'Перейти по ссылке?',
  open: 'Перейти',

  slowMode: 'Медленный режим',

  formatting: 'Форматирование',
  bold: 'Жирный',
  italic: 'Курсив',
  strike: 'Зачёркнутый',
  code: 'Код',
  quote: 'Цитата',
  link: 'Ссылка',

  emoji: 'Эмодзи',
  searchEmoji: 'Поиск эмодзи',
  noEmoji: 'Ничего не найдено',
  emojiSuggestions: 'Подходящие эмодзи',
  skinTone: 'Тон кожи',
  skinTones: ['Обычный', 'Светлый', 'Умеренно светлый', 'Средний', 'Умеренно тёмный', 'Тёмный'],
  recentEmoji: 'Недавние',
  foundEmoji: 'Найденные',
  emojiGroups: [
    'Смайлы и эмоции',
    'Люди и жесты',
    'Животные и природа',
    'Еда и напитки',
    'Путешествия и места',
    'Занятия',
    'Предметы',
    'Символы',
    'Флаги',
  ],
}
