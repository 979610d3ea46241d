import type { WholePerson } from '../../requests/api.ts'

/** What a part of a person's page gets. */
export interface OfPerson {
  widget_id: number
  whole: WholePerson
  onChanged: (whole: WholePerson) => void
}
