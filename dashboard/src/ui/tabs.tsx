import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { formatNumber } from '../i18n/index.ts'

interface TabsProps<V extends string> {
  label: string
  /** `count`: of what stands there; 0 is not shown */
  tabs: readonly { id: V; label: string; count?: number }[]
  chosen: V
  onChoose: (id: V) => void
  children: ComponentChildren
}

/** Tabs that change a part of the screen; arrows, Home and End move between them. */
export function Tabs<V extends string>({ label, tabs, chosen, onChoose, children }: TabsProps<V>) {
  const id = useId()

  const move = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === chosen)
    const rightward = getComputedStyle(event.currentTarget as Element).direction === 'rtl' ? -1 : 1
    const steps: Record<string, number> = {
      ArrowRight: at + rightward,
      ArrowLeft: at - rightward,
      Home: 0,
      End: tabs.length - 1,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = tabs[(step + tabs.length) % tabs.length]
    if (next === undefined) return
    onChoose(next.id)
    document.getElementById(`${id}-${next.id}`)?.focus()
  }

  return (
    <div class="tabs">
      <div class="tabs-list" role="tablist" aria-label={label} tabIndex={-1} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            class="tab"
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab.id === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === chosen ? 0 : -1}
            onClick={() => onChoose(tab.id)}
          >
            {tab.label}
            {!!tab.count && <span class="tab-number">{formatNumber(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div class="tabs-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {children}
      </div>
    </div>
  )
}
