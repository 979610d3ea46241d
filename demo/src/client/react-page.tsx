import { Chatbox, ImbaChatProvider, type ImbaChatProviderProps, Inbox, useUnreadCount } from '@imbachat/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

interface Given {
  chat: ImbaChatProviderProps
  words: { inbox: string; room: string; colours: string }
}

/** The page's own colours. */
const ROSE = { accent: '#be185d', radius: 20 }
const PINE = { accent: '#14532d', radius: 6 }

function App({ chat, words }: Given) {
  const [place, setPlace] = useState<'inbox' | 'room'>('inbox')
  const [theme, setTheme] = useState(ROSE)
  const mode = chat.theme === 'dark' ? 'dark' : 'default'
  return (
    <ImbaChatProvider {...chat} launcher={false} theme={{ ...theme, mode }}>
      <div className="app">
        <nav className="tabs">
          <Heading text={words.inbox} />
          <button type="button" className="button" onClick={() => setPlace(place === 'inbox' ? 'room' : 'inbox')}>
            {place === 'inbox' ? words.room : words.inbox}
          </button>
          <button type="button" className="button" onClick={() => setTheme(theme === ROSE ? PINE : ROSE)}>
            {words.colours}
          </button>
        </nav>
        {place === 'inbox' ? (
          <Inbox className="mount" />
        ) : (
          <Chatbox className="mount" pipe="quay-of-react" title={words.room} />
        )}
      </div>
    </ImbaChatProvider>
  )
}

function Heading({ text }: { text: string }) {
  const unread = useUnreadCount()
  return <h1>{unread > 0 ? `${text} (${unread})` : text}</h1>
}

const given = JSON.parse(document.getElementById('given')?.textContent ?? '') as Given
createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App {...given} />
  </StrictMode>,
)
