import type { ComponentChildren } from 'preact'
import { Choices } from '../ui/form/choices.tsx'
import { Logo } from '../ui/logo.tsx'

/** The screens before the dashboard: one card in the middle. */
export function AuthPage({ title, lead, children }: { title: string; lead: string; children: ComponentChildren }) {
  return (
    <div class="auth">
      <main class="auth-card" id="content">
        <Logo />
        <h1 class="auth-title">{title}</h1>
        <p class="auth-lead">{lead}</p>
        {children}
      </main>
      <footer class="auth-foot">
        <Choices />
      </footer>
    </div>
  )
}
