import { paths } from '../../navigation/routes.ts'
import type { WholePerson } from '../../requests/api.ts'
import { t } from './phrases.ts'

/** Who writes under this name, and under which others: the team alone sees it. */
export function OtherNames({ widget_id, whole }: { widget_id: number; whole: WholePerson }) {
  const { spoken_by, speaks_as } = whole
  const rows = [
    { name: t('spoken_by'), users: spoken_by === null ? [] : [spoken_by] },
    { name: t('speaks_as'), users: speaks_as },
  ]
  return (
    <>
      {rows.map(
        ({ name, users }) =>
          users.length > 0 && (
            <div key={name} class="fact">
              <dt>{name}</dt>
              {users.map((user) => (
                <dd key={user.user_id}>
                  <a href={`${paths.widget(widget_id, 'people')}?user=${encodeURIComponent(user.user_id)}`}>
                    <bdi>{user.name}</bdi>
                  </a>
                </dd>
              ))}
            </div>
          ),
      )}
    </>
  )
}
