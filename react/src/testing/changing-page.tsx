import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ImbaChatProvider, type ImbaChatProviderProps, Inbox } from '../index.tsx'

const root = createRoot(document.body.appendChild(document.createElement('div')))

/** A page whose test changes what it gives to the provider. */
Object.assign(window, {
  show: (props: ImbaChatProviderProps) =>
    root.render(
      <StrictMode>
        <ImbaChatProvider {...props}>
          <Inbox />
        </ImbaChatProvider>
      </StrictMode>,
    ),
})
