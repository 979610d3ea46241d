import type { ComponentChildren } from 'preact'

type Fact = readonly [term: string, description: ComponentChildren]

/** Names and values; those that are false are left out. */
export function Facts({ facts }: { facts: readonly (Fact | false)[] }) {
  const shown = facts.filter((fact) => fact !== false)
  if (shown.length === 0) return null
  return (
    <dl class="facts">
      {shown.map(([term, description]) => (
        <div key={term} class="fact">
          <dt>{term}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  )
}
