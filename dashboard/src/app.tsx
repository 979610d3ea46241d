import { TopBar } from './frame/top-bar.tsx'
import { common } from './i18n/index.ts'
import { onDemand } from './navigation/on-demand.tsx'
import { route } from './navigation/router.ts'
import { Account } from './screens/account.tsx'
import { NewWidget } from './screens/new-widget.tsx'
import { NotFound } from './screens/not-found.tsx'
import { SessionEnded } from './screens/session-ended.tsx'
import { SignIn } from './screens/sign-in.tsx'
import { WidgetPage } from './screens/widget/widget-page.tsx'
import { Widgets } from './screens/widgets.tsx'
import { loadSession, session } from './session.ts'
import { Loading } from './ui/loading.tsx'
import { LoadFailed } from './ui/notice.tsx'
import { ToastStack } from './ui/toast-stack.tsx'

const Join = onDemand(async () => (await import('./screens/join.tsx')).Join)
const Enter = onDemand(async () => (await import('./screens/site-sign-in/enter.tsx')).Enter)
const Forgot = onDemand(async () => (await import('./screens/password/forgot.tsx')).Forgot)
const Reset = onDemand(async () => (await import('./screens/password/reset.tsx')).Reset)
const Server = onDemand(async () => (await import('./screens/server/server-page.tsx')).ServerPage)
const Setup = onDemand(async () => (await import('./screens/setup.tsx')).Setup)

export function App() {
  return (
    <>
      <a class="skip" href="#content">
        {common('app.skip')}
      </a>
      <Door />
      <ToastStack />
    </>
  )
}

/** Requires a session, except for links of the setup, of a new password and of an invitation to a team. */
function Door() {
  const now = session.value
  switch (now.state) {
    case 'loading':
      return (
        <main class="page" id="content">
          <Loading />
        </main>
      )
    case 'failed':
      return (
        <main class="page" id="content">
          <LoadFailed error={now.error} onRetry={() => void loadSession()} />
        </main>
      )
    case 'signed-out':
      if (route.value.screen === 'setup') return <Setup open={now.setup_open} />
      if (route.value.screen === 'reset') return <Reset />
      if (route.value.screen === 'enter') return <Enter />
      if (route.value.screen === 'forgot' && now.mail) return <Forgot />
      if (route.value.screen === 'join') return <Join account={null} />
      return <SignIn setup_open={now.setup_open} mail={now.mail} />
    case 'signed-in':
    case 'ended':
      return (
        <>
          <TopBar email={now.email} administrator={now.administrator} back_to={now.back_to} />
          <Screen email={now.email} />
          {now.state === 'ended' && <SessionEnded email={now.email} back_to={now.back_to} />}
        </>
      )
  }
}

function Screen({ email }: { email: string }) {
  const now = route.value
  switch (now.screen) {
    case 'setup':
    case 'forgot':
    case 'widgets':
      return <Widgets />
    case 'new-widget':
      return <NewWidget />
    case 'widget':
      return <WidgetPage key={now.widget_id} widget_id={now.widget_id} tab={now.tab} />
    case 'account':
      return <Account email={email} />
    case 'join':
      return <Join account={email} />
    case 'reset':
      return <Reset />
    case 'enter':
      return <Enter />
    case 'server':
      return <Server section={now.section} />
    case 'not-found':
      return <NotFound />
  }
}
