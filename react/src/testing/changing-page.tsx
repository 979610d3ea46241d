import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Chatbox, type ChatboxProps, ImbaChatProvider, type ImbaChatProviderProps, Inbox } from '../index.tsx'

const root = createRoot(document.body.appendChild(document.createElement('div')))

/** A page whose test changes what it gives to the provider, and to the chatbox that it may show. */
Object.assign(window, {
  show: (props: ImbaChatProviderProps, chatbox?: ChatboxProps) =>
    root.render(
      <StrictMode>
        <ImbaChatProvider {...props}>{chatbox ? <Chatbox {...chatbox} className="box" /> : <Inbox />}</ImbaChatProvider>
      </StrictMode>,
    ),
})
