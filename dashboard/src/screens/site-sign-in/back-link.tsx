import { say } from './words.ts'

/** Back to the admin of the site that signed the reader in. */
export function BackLink({ to }: { to: string }) {
  return (
    <a class="topbar-link" href={to}>
      {say('back', { site: new URL(to).host })}
    </a>
  )
}
