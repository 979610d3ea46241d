import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { common } from '../i18n/index.ts'
import { onDemand } from '../navigation/on-demand.tsx'
import { navigate } from '../navigation/router.ts'
import { paths } from '../navigation/routes.ts'
import { api } from '../requests/api.ts'
import { useRefusalToast } from '../requests/refusal-toast.ts'
import { useSubmit } from '../requests/submit.ts'
import { takeSession } from '../session.ts'
import { Button } from '../ui/button.tsx'
import { Choices } from '../ui/form/choices.tsx'
import { Icon } from '../ui/icon.tsx'
import { Logo } from '../ui/logo.tsx'
import { Popup } from '../ui/popup.tsx'
import { t } from './phrases.ts'

const BackLink = onDemand(async () => (await import('../screens/site-sign-in/back-link.tsx')).BackLink)
const CommandMenu = onDemand(async () => (await import('./command-menu.tsx')).CommandMenu)

interface TopBarProps {
  email: string
  administrator: boolean
  /** the site's admin that signed the reader in; null: an account */
  back_to: string | null
}

export function TopBar({ email, administrator, back_to }: TopBarProps) {
  return (
    <header class="topbar">
      <nav class="topbar-inner" aria-label={common('nav.main')}>
        <a class="topbar-home" href={paths.widgets}>
          <Logo />
        </a>
        <Find />
        {back_to !== null && <BackLink to={back_to} />}
        <AccountMenu email={email} administrator={administrator} back_to={back_to} />
      </nav>
    </header>
  )
}

const isMac = /mac|iphone|ipad/i.test(navigator.platform)

/** Opens the menu of commands, also by Ctrl+K. */
function Find() {
  const isOpen = useSignal(false)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(isMac ? event.metaKey : event.ctrlKey)) return
      if (event.altKey || event.shiftKey) return
      // the browser's own search
      event.preventDefault()
      // what another dialog asks comes first
      if (!document.querySelector('dialog[open]')) isOpen.value = true
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <>
      <button
        class="find"
        type="button"
        aria-label={t('find_label')}
        aria-haspopup="dialog"
        aria-keyshortcuts={isMac ? 'Meta+K' : 'Control+K'}
        onClick={() => {
          isOpen.value = true
        }}
      >
        <Icon name="find" />
        <span class="find-word">{t('find')}</span>
        <kbd class="find-keys">{t(isMac ? 'find_keys_mac' : 'find_keys')}</kbd>
      </button>
      {isOpen.value && (
        <CommandMenu
          onClose={() => {
            isOpen.value = false
          }}
        />
      )}
    </>
  )
}

/** The menu of the reader's own things: the account, the theme of the dashboard, signing out. */
function AccountMenu({ email, administrator, back_to }: TopBarProps) {
  const signOut = useSubmit(async () => {
    const session = await api.signOut()
    navigate(paths.widgets)
    takeSession(session)
  })
  useRefusalToast(signOut.error.value)
  return (
    <Popup
      label={t('account_menu')}
      look="account-button"
      face={
        <>
          <Icon name="team" />
          <Icon name="down" />
        </>
      }
    >
      <p class="popup-title">
        <bdi>{email}</bdi>
      </p>
      <div class="popup-links">
        {back_to === null && (
          <a class="popup-link" href={paths.account}>
            <Icon name="team" />
            {common('nav.account')}
          </a>
        )}
        {administrator && (
          <a class="popup-link" href={paths.server()}>
            <Icon name="storage" />
            {common('nav.server')}
          </a>
        )}
      </div>
      <Choices />
      <Button pending={signOut.pending.value} onClick={signOut.run}>
        {common('nav.sign_out')}
      </Button>
    </Popup>
  )
}
