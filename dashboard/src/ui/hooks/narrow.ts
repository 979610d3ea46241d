import { signal } from '@preact/signals'

/** As in layout.css. */
const query = matchMedia('(max-width: 640px)')

/** A phone: some things have another place there. */
export const isNarrow = signal(query.matches)
query.addEventListener('change', () => {
  isNarrow.value = query.matches
})
