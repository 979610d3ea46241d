import { phrasesOf } from '../../i18n/index.ts'

/** The phrases that any timeline has. */
export const t = phrasesOf({
  en: {
    title: 'Timeline',
    filter: 'Show in the timeline',
    none: 'Nothing here.',
    incomplete: 'Older entries may be missing: there is more than one page looks through.',
    all: 'Everything',
    messages: 'Messages',
    files: 'Files',
    reports: 'Reports',
    wrote: 'Wrote in {room}',
    untitled: 'a group without a title',
    deleted: 'Deleted message',
    decided: 'Report closed by {name}: {outcome}',
    open_report: 'Open report',
    open_room: 'Open conversation',
  },
  ru: {
    title: 'Хронология',
    filter: 'Показать в хронологии',
    none: 'Здесь пусто.',
    incomplete: 'Старых записей может не хватать: их больше, чем просматривается за раз.',
    all: 'Всё',
    messages: 'Сообщения',
    files: 'Файлы',
    reports: 'Жалобы',
    wrote: 'Сообщение: {room}',
    untitled: 'группа без названия',
    deleted: 'Сообщение удалено',
    decided: 'Жалобу рассмотрел(а) {name}: {outcome}',
    open_report: 'Открыть жалобу',
    open_room: 'Открыть чат',
  },
})
