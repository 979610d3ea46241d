import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface CardProps {
  title: string
  lead?: ComponentChildren
  /** beside the title */
  aside?: ComponentChildren
  children?: ComponentChildren
}

/** One subject of a screen. */
export function Card({ title, lead, aside, children }: CardProps) {
  const id = useId()
  return (
    <section class="card" aria-labelledby={id}>
      <header class="card-head">
        <div class="card-words">
          <h2 class="card-title" id={id}>
            {title}
          </h2>
          {lead && <p class="card-lead">{lead}</p>}
        </div>
        {aside && <div class="card-aside">{aside}</div>}
      </header>
      {children && <div class="card-body">{children}</div>}
    </section>
  )
}
