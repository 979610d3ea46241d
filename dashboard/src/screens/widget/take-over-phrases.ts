import { phrasesOf } from '../../i18n/index.ts'

export const t = phrasesOf({
  en: {
    title: 'Changed meanwhile',
    who: '{who} changed this {ago}, after you opened the form:',
    nobody: 'Somebody changed this after you opened the form:',
    theirs: 'now: {value}',
    mine: 'yours: {value}',
    keep: 'Keep theirs',
    take: 'Save mine',
    lead: 'Your other changes are saved either way.',
  },
  ru: {
    title: 'Уже изменено',
    who: '{who} ({ago}) меняет то же самое. После того как вы открыли форму, изменено:',
    nobody: 'После того как вы открыли форму, кто-то изменил:',
    theirs: 'сейчас: {value}',
    mine: 'у вас: {value}',
    keep: 'Оставить как есть',
    take: 'Сохранить моё',
    lead: 'Остальные ваши изменения сохранятся в любом случае.',
  },
})
