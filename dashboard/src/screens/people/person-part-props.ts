import type { WholePerson } from '../../requests/api.ts'

/** Props of the parts of a person's page. */
export interface PersonPartProps {
  widget_id: number
  whole: WholePerson
  onChanged: (whole: WholePerson) => void
}
