import { Card } from '../../../ui/card.tsx'
import { CodeBlock } from '../../../ui/code-block.tsx'
import { usersInfoCodes } from '../../../users-info/index.ts'
import { RevealButton } from '../keys/reveal-button.tsx'
import { PeopleUrls } from '../site/people-urls.tsx'
import { UsersInfoUrl } from '../site/users-info-url.tsx'
import type { InstallProps } from './install-props.ts'
import { cmsOf, languageOf } from './kinds.ts'
import { t } from './phrases.ts'

/** Names and avatars: the endpoint on the site, its address, and the test of both. */
export function PeopleStep({ kind, ...props }: InstallProps & { kind: string }) {
  return (
    <>
      <Endpoint {...props} kind={kind} />
      <UsersInfoUrl {...props} />
      <PeopleUrls {...props}>
        <ul class="points">
          <li>{t('find_search')}</li>
          <li>{t('find_friends')}</li>
          <li>{t('find_without')}</li>
        </ul>
        <details class="details">
          <summary>{t('find_example')}</summary>
          <CodeBlock name="HTTP" code={FIND_EXAMPLE} />
        </details>
      </PeopleUrls>
    </>
  )
}

function Endpoint({ keys, kind }: InstallProps & { kind: string }) {
  const own = usersInfoCodes.find(({ id }) => id === languageOf(kind))
  const cms = cmsOf(kind)
  if (cms) {
    const lead = cms.usersUrl ? 'people_cms' : cms.id === 'wordpress' ? 'people_wordpress' : 'people_livestreet'
    return (
      <Card title={t('endpoint_title')} lead={t(lead)}>
        {cms.usersUrl && <CodeBlock name="URL" code={cms.usersUrl} />}
      </Card>
    )
  }
  const credentials = {
    api_login: keys.api_login.shown.value?.[0]?.value ?? 'YOUR_API_LOGIN',
    api_password: keys.api_password.shown.value?.[0]?.value ?? 'YOUR_API_PASSWORD',
  }
  return (
    <Card
      title={own ? t('endpoint_title') : t('next_title')}
      lead={t(own ? 'people_own' : 'people_other')}
      aside={
        <>
          <RevealButton secret={keys.api_login} named />
          <RevealButton secret={keys.api_password} named />
        </>
      }
    >
      <CodeBlock name={own ? own.fileName : 'HTTP'} code={own ? own.code(credentials) : exampleOf(credentials)} />
      {own?.sample && (
        <details class="details">
          <summary>{t('endpoint_sample', { file: own.sample.fileName })}</summary>
          <CodeBlock name={own.sample.fileName} code={own.sample.code} />
        </details>
      )}
    </Card>
  )
}

/** The exchange itself, for a language that has no code here. */
const exampleOf = ({ api_login, api_password }: { api_login: string; api_password: string }) =>
  `GET /api/users?user_ids=1,2
Authorization: Basic ${`base64("${api_login}:${api_password}")`}

[
  {"user_id": "1", "name": "Anna", "avatar_url": "https://SITE/anna.jpg", "profile_url": "https://SITE/users/1"},
  {"user_id": "2", "name": "Max", "avatar_url": null, "profile_url": null}
]
`

/** Both answers are of the kind that the Users info URL gives. */
const FIND_EXAMPLE = `GET /api/search/ann      people whose name has these letters, the best match first
GET /api/friends/7       people that user 7 knows on your site
Authorization: Basic base64("YOUR_API_LOGIN:YOUR_API_PASSWORD")

[{"user_id": "1", "name": "Anna", "avatar_url": "https://SITE/anna.jpg", "profile_url": null}]
`
