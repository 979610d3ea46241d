import type { Language } from '@imbachat/protocol/phrases/languages'

/** An invented conversation, in the language of the preview. */
export interface SampleLines {
  people: { anna: string; max: string; you: string }
  group: string
  /** by turns: the other's, the reader's own */
  talk: readonly [string, string, string, string, string]
  inGroup: string
}

export const sampleLines: Record<Language, SampleLines> = {
  en: {
    people: { anna: 'Anna Lane', max: 'Max Stone', you: 'You' },
    group: 'Weekend market',
    talk: [
      'Hi! Is the bike still for sale?',
      'Hello! Yes, it is.',
      'Great. Is it this one? https://shop.example/bikes/42',
      'That one, in blue. I can send more photos tonight.',
      'Perfect, thank you!',
    ],
    inGroup: 'Who is coming on Saturday?',
  },
  ru: {
    people: { anna: 'Анна Лунина', max: 'Максим Титов', you: 'Вы' },
    group: 'Ярмарка выходного дня',
    talk: [
      'Здравствуйте! Велосипед ещё продаётся?',
      'Добрый день! Да, продаётся.',
      'Отлично. Это он? https://shop.example/bikes/42',
      'Он самый, только синий. Вечером пришлю ещё фото.',
      'Супер, спасибо!',
    ],
    inGroup: 'Кто придёт в субботу?',
  },
  ar: {
    people: { anna: 'آنا', max: 'ماكس', you: 'أنت' },
    group: 'سوق نهاية الأسبوع',
    talk: [
      'مرحبًا! هل الدراجة ما زالت معروضة للبيع؟',
      'أهلًا! نعم، ما زالت.',
      'رائع. هل هي هذه؟ https://shop.example/bikes/42',
      'نعم، لكن باللون الأزرق. سأرسل صورًا أخرى مساءً.',
      'ممتاز، شكرًا!',
    ],
    inGroup: 'من سيأتي يوم السبت؟',
  },
  de: {
    people: { anna: 'Anna Lang', max: 'Max Stein', you: 'Sie' },
    group: 'Wochenendmarkt',
    talk: [
      'Hallo! Ist das Fahrrad noch zu haben?',
      'Guten Tag! Ja, ist es.',
      'Super. Ist es dieses? https://shop.example/bikes/42',
      'Genau das, nur in Blau. Heute Abend schicke ich mehr Fotos.',
      'Perfekt, danke!',
    ],
    inGroup: 'Wer kommt am Samstag?',
  },
  es: {
    people: { anna: 'Ana Luna', max: 'Max Prado', you: 'Tú' },
    group: 'Mercado del sábado',
    talk: [
      '¡Hola! ¿La bici sigue a la venta?',
      '¡Hola! Sí, sigue disponible.',
      'Genial. ¿Es esta? https://shop.example/bikes/42',
      'Esa misma, pero en azul. Esta noche te mando más fotos.',
      '¡Perfecto, gracias!',
    ],
    inGroup: '¿Quién viene el sábado?',
  },
  fr: {
    people: { anna: 'Anna Lune', max: 'Max Pierre', you: 'Vous' },
    group: 'Marché du week-end',
    talk: [
      'Bonjour ! Le vélo est-il toujours à vendre ?',
      'Bonjour ! Oui, toujours.',
      'Super. C’est celui-ci ? https://shop.example/bikes/42',
      'Celui-là, en bleu. Je vous envoie d’autres photos ce soir.',
      'Parfait, merci !',
    ],
    inGroup: 'Qui vient samedi ?',
  },
}
