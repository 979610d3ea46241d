import type { WritingCatalog } from '../en/writing.ts'

export const esWriting: WritingCatalog = {
  copyCode: 'Copiar código',
  openLink: '¿Abrir este enlace?',
  open: 'Abrir',

  slowMode: 'Modo lento',

  formatting: 'Formato',
  bold: 'Negrita',
  italic: 'Cursiva',
  strike: 'Tachado',
  code: 'Código',
  quote: 'Cita',
  link: 'Enlace',

  emoji: 'Emoji',
  searchEmoji: 'Buscar emoji',
  noEmoji: 'No se encontró ningún emoji',
  emojiSuggestions: 'Sugerencias de emoji',
  skinTone: 'Tono de piel',
  skinTones: ['Predeterminado', 'Claro', 'Claro medio', 'Medio', 'Oscuro medio', 'Oscuro'],
  recentEmoji: 'Usados recientemente',
  foundEmoji: 'Resultados de búsqueda',
  emojiGroups: [
    'Caras y emociones',
    'Personas y cuerpo',
    'Animales y naturaleza',
    'Comida y bebida',
    'Viajes y lugares',
    'Actividades',
    'Objetos',
    'Símbolos',
    'Banderas',
  ],
}
