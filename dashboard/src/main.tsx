import { render } from 'preact'
import { App } from './app.tsx'
import { startDraftGuard } from './drafts.ts'
import { startLanguage } from './i18n/index.ts'
import { startFocusKeeper } from './keep-focus.ts'
import { startScrollKeeper } from './navigation/history-state.ts'
import { startRouter } from './navigation/router.ts'
import { startSession } from './session.ts'
import { startTheme } from './theme.ts'
import './styles.css'

startTheme()
startLanguage()
startRouter()
startScrollKeeper()
startDraftGuard()
startFocusKeeper()
void startSession()

const root = document.getElementById('app')
if (root === null) throw new Error('The page has no #app')
render(<App />, root)
