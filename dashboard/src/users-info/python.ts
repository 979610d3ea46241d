import type { UsersInfoCode } from './language.ts'

export const python: UsersInfoCode = {
  id: 'python',
  fileName: 'imbachat_users.py',
  code: ({ api_login, api_password }) => `import base64, hmac, json
from find_users import find_users  # your own code: returns a dict for each of these ids that exists
EXPECTED = b"Basic " + base64.b64encode(b"${api_login}:${api_password}")
def users_info(authorization, user_ids):
    """Returns the status and the JSON of the response. In Django and Flask, call it from the view."""
    if not hmac.compare_digest(EXPECTED, (authorization or "").encode()):
        return 401, '{"code": 401, "error": "Authenticate required!"}'
    rows = find_users([user_id for user_id in (user_ids or "").split(",") if user_id])
    fields = ("name", "avatar_url", "profile_url")
    return 200, json.dumps([{"user_id": str(row["id"]), **{name: row.get(name) for name in fields}} for row in rows])
`,
  sample: {
    fileName: 'find_users.py',
    code: `import sqlite3

# A sample: put your database, table and columns in the place of these.
def find_users(ids):
    database = sqlite3.connect("shop.db")
    database.row_factory = sqlite3.Row
    marks = ", ".join("?" * len(ids))
    found = database.execute(f"SELECT id, name, avatar_url, profile_url FROM users WHERE id IN ({marks})", ids)
    return [dict(row) for row in found]
`,
  },
}
