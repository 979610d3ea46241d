/** React needs a server that signs: its code is that of Node.js, and any other language does as well. */
export const react = {
  install: `# in ImbaChat's folder
npm run pack:sdk
# in your project
npm install IMBACHAT/dist/imbachat-embed-*.tgz IMBACHAT/dist/imbachat-react-*.tgz
`,
  component: ({
    widget_id,
    origin,
  }: {
    widget_id: number
    origin: string
  }) => `import { ImbaChatProvider, Inbox } from '@imbachat/react'
// token: what getJWT returned on your server for the user of this page
export const Chat = ({ token, children }) => (
  <ImbaChatProvider url="${origin}" widgetId={${widget_id}} token={token}>
    <Inbox style={{ height: 600 }} />
    {children}
  </ImbaChatProvider>
)
`,
  button: (line: string) => `import { useImbaChat } from '@imbachat/react'
export function TalkButton({ personId }) {
  const chat = useImbaChat()
  return ${line}
}
`,
}
