import { BeforeSend } from './before-send.tsx'
import { Origins } from './origins.tsx'
import { PeopleUrls } from './people-urls.tsx'
import { type SiteTabProps, UsersInfoUrl } from './users-info-url.tsx'

export function SiteTab({ widget, onChanged, onTested }: SiteTabProps) {
  return (
    <>
      <UsersInfoUrl widget={widget} onChanged={onChanged} onTested={onTested} />
      <PeopleUrls widget={widget} onChanged={onChanged} />
      <BeforeSend widget={widget} onChanged={onChanged} />
      <Origins widget={widget} onChanged={onChanged} />
    </>
  )
}
