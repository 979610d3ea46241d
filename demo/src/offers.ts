/** Offers of the demo site's users. */
export interface Thing {
  id: string
  /** `slug` of the person who sells it */
  seller: string
  price: string
  title: { en: string; ru: string }
  text: { en: string; ru: string }
}

export const things: Thing[] = [
  {
    id: 'kayak',
    seller: 'anna',
    price: '€ 240',
    title: { en: 'Sea kayak, two seats', ru: 'Морской каяк на двоих' },
    text: { en: 'Dry hatches, paddles included.', ru: 'Сухие отсеки, вёсла в придачу.' },
  },
  {
    id: 'bicycle',
    seller: 'boris',
    price: '€ 180',
    title: { en: 'Road bicycle, 54 cm', ru: 'Шоссейный велосипед, 54 см' },
    text: { en: 'New chain, old stories.', ru: 'Новая цепь, старые истории.' },
  },
  {
    id: 'plant',
    seller: 'clara',
    price: '€ 15',
    title: { en: 'Monstera, three years old', ru: 'Монстера, три года' },
    text: { en: 'Looking for a bright window.', ru: 'Ищет светлое окно.' },
  },
  {
    id: 'lamp',
    seller: 'anna',
    price: '€ 35',
    title: { en: 'Ship’s lamp', ru: 'Корабельная лампа' },
    text: { en: 'Brass, rewired last spring.', ru: 'Латунь, проводка новая.' },
  },
  {
    id: 'guitar',
    seller: 'boris',
    price: '€ 90',
    title: { en: 'Travel guitar', ru: 'Походная гитара' },
    text: { en: 'Has seen three campfires.', ru: 'Видела три костра.' },
  },
  {
    id: 'lessons',
    seller: 'clara',
    price: '€ 12/h',
    title: { en: 'Arabic for beginners', ru: 'Арабский для начинающих' },
    text: { en: 'By the sea, on Saturdays.', ru: 'У моря, по субботам.' },
  },
]
