/** A small field of one colour, as SVG: the page's content policy allows no styles in markup. */
export function Swatch({ colour }: { colour: string }) {
  return (
    <svg class="swatch" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <rect width="16" height="16" fill={colour} />
    </svg>
  )
}
