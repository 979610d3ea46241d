import { encode } from 'uqr'

/** Modules around the code that a camera needs to find it. */
const QUIET = 4

/** Always dark on white, in the dark theme too: many cameras do not read the opposite. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : '')))
    .join('')
  const side = size + 2 * QUIET
  return (
    <svg class="qr-code" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path class="qr-code-ground" d={`M0 0h${side}v${side}H0z`} />
      <path d={path} />
    </svg>
  )
}
