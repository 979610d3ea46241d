import { common } from '../i18n/index.ts'

export function Logo() {
  return (
    <span class="logo">
      <svg class="logo-mark" viewBox="0 0 28 28" aria-hidden="true">
        <path class="logo-ground" d="M8 1h12a7 7 0 0 1 7 7v12a7 7 0 0 1-7 7H8a7 7 0 0 1-7-7V8a7 7 0 0 1 7-7Z" />
        <path class="logo-sign" d="M8 9.5h12M8 14h8M9 18.5v4l4-4h3" />
      </svg>
      <span>{common('app.name')}</span>
    </span>
  )
}
