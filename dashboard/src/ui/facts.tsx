import type { ComponentChildren } from 'preact'

type Fact = readonly [term: string, description: ComponentChildren]

/** Names and values; those that are false are left out. */
export function Facts({ facts }: { facts: readonly (Fact | false)[] }) {
  const told = facts.filter((fact) => fact !== false)
  if (told.length === 0) return null
  return (
    <dl class="facts">
      {told.map(([term, description]) => (
        <div key={term} class="fact">
          <dt>{term}</dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  )
}
