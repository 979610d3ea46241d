import type { UsersInfoCode } from './language.ts'

export const python: UsersInfoCode = {
  id: 'python',
  fileName: 'imbachat_users.py',
  code: ({ api_login, api_password }) => `import base64
import hmac
import json
from urllib.parse import parse_qs

from find_users import find_users  # your own code: returns a dict for each of these ids that exists

API_LOGIN = "${api_login}"
API_PASSWORD = "${api_password}"

EXPECTED = b"Basic " + base64.b64encode(f"{API_LOGIN}:{API_PASSWORD}".encode())


def users_info(authorization, user_ids):
    """Returns the status and the JSON of the response. In Django and Flask, call it from the view."""
    if not hmac.compare_digest(EXPECTED, (authorization or "").encode()):
        return 401, json.dumps({"code": 401, "error": "Authenticate required!"})
    ids = [user_id for user_id in (user_ids or "").split(",") if user_id]
    users = [
        {
            "user_id": str(row["id"]),
            "name": row["name"],
            "avatar_url": row.get("avatar_url"),
            "profile_url": row.get("profile_url"),
        }
        for row in find_users(ids)
    ]
    return 200, json.dumps(users)


def application(environ, start_response):
    """The same for any WSGI server."""
    query = parse_qs(environ.get("QUERY_STRING", ""))
    status, body = users_info(environ.get("HTTP_AUTHORIZATION"), query.get("user_ids", [""])[0])
    reason = "OK" if status == 200 else "Unauthorized"
    start_response(f"{status} {reason}", [("Content-Type", "application/json")])
    return [body.encode()]
`,
}
