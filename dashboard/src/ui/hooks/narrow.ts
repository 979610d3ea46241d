import { signal } from '@preact/signals'

/** The same width as in sections.css. */
const query = matchMedia('(max-width: 879.98px)')

/** A phone or a small window: the sections are behind a button there. */
export const isNarrow = signal(query.matches)
query.addEventListener('change', () => {
  isNarrow.value = query.matches
})
