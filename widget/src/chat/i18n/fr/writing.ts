import type { WritingCatalog } from '../en/writing.ts'

export const frWriting: WritingCatalog = {
  copyCode: 'Copier le code',
  openLink: 'Ouvrir ce lien ?',
  open: 'Ouvrir',

  slowMode: 'Mode lent',

  formatting: 'Mise en forme',
  bold: 'Gras',
  italic: 'Italique',
  strike: 'Barré',
  code: 'Code',
  quote: 'Citation',
  link: 'Lien',

  emoji: 'Émojis',
  searchEmoji: 'Rechercher un émoji',
  noEmoji: 'Aucun émoji trouvé',
  emojiSuggestions: 'Suggestions d’émojis',
  skinTone: 'Couleur de peau',
  skinTones: ['Par défaut', 'Claire', 'Assez claire', 'Moyenne', 'Assez foncée', 'Foncée'],
  recentEmoji: 'Récents',
  foundEmoji: 'Résultats',
  emojiGroups: [
    'Visages et émotions',
    'Personnes et corps',
    'Animaux et nature',
    'Nourriture et boissons',
    'Voyages et lieux',
    'Activités',
    'Objets',
    'Symboles',
    'Drapeaux',
  ],
}
