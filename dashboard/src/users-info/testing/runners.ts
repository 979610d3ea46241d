/** Runs the code of one language as a site would run it: arguments are the Authorization header and `user_ids`. */
export interface Runner {
  /** the program that the machine needs */
  programs: string[]
  /** the site's own part, and what calls the code; prints the status in one line, then the body */
  files: { name: string; code: string }[]
  /** a command that runs once, before the others */
  build: string[]
  run: string[]
}

export const runners: Record<string, Runner> = {
  php: {
    programs: ['php'],
    files: [
      {
        name: 'find-users.php',
        code: `<?php function find_users($ids) {
  $rows = ['1' => 'Анна "A" <b>', 'P11-A' => 'Bob'];
  $found = [];
  foreach ($ids as $id) if (isset($rows[$id])) $found[] = ['id' => $id, 'name' => $rows[$id], 'avatar_url' => null, 'profile_url' => '/users/' . $id];
  return $found;
}`,
      },
      {
        name: 'driver.php',
        code: `<?php
$_SERVER['HTTP_AUTHORIZATION'] = $argv[1];
$_GET['user_ids'] = $argv[2];
ob_start();
register_shutdown_function(function () {
  $body = ob_get_clean();
  echo http_response_code() ?: 200, "\\n", $body;
});
include 'imbachat-users.php';`,
      },
    ],
    build: [],
    run: ['php', 'driver.php'],
  },
  node: {
    programs: ['node'],
    files: [
      {
        name: 'find-users.mjs',
        code: `const rows = { 1: 'Анна "A" <b>', 'P11-A': 'Bob' }
export const findUsers = async (ids) =>
  ids.filter((id) => id in rows).map((id) => ({ id, name: rows[id], profile_url: '/users/' + id }))`,
      },
      {
        name: 'driver.mjs',
        code: `import { createServer } from 'node:http'
import { usersInfo } from './imbachat-users.mjs'
const [authorization, ids] = process.argv.slice(2)
const server = createServer(usersInfo).listen(0, async () => {
  const url = 'http://127.0.0.1:' + server.address().port + '/users?user_ids=' + encodeURIComponent(ids)
  const answer = await fetch(url, { headers: { authorization } })
  console.log(answer.status + '\\n' + (await answer.text()))
  server.closeAllConnections()
  server.close()
})`,
      },
    ],
    build: [],
    run: ['node', 'driver.mjs'],
  },
  python: {
    programs: ['python3'],
    files: [
      {
        name: 'find_users.py',
        code: `ROWS = {"1": 'Анна "A" <b>', "P11-A": "Bob"}

def find_users(ids):
    return [{"id": id, "name": ROWS[id], "profile_url": "/users/" + id} for id in ids if id in ROWS]`,
      },
      {
        name: 'driver.py',
        code: `import sys
from imbachat_users import users_info

print(*users_info(sys.argv[1], sys.argv[2]), sep="\\n")`,
      },
    ],
    build: [],
    run: ['python3', 'driver.py'],
  },
  ruby: {
    programs: ['ruby'],
    files: [
      {
        name: 'find_users.rb',
        code: `ROWS = { '1' => 'Анна "A" <b>', 'P11-A' => 'Bob' }
def find_users(ids)
  ids.select { |id| ROWS.key?(id) }.map { |id| { id: id, name: ROWS[id], profile_url: '/users/' + id } }
end`,
      },
      {
        name: 'driver.rb',
        code: `require_relative 'imbachat_users'
query = URI.encode_www_form(user_ids: ARGV[1])
status, _, body = ImbaChatUsers.call('HTTP_AUTHORIZATION' => ARGV[0], 'QUERY_STRING' => query)
puts status, body.join`,
      },
    ],
    build: [],
    run: ['ruby', 'driver.rb'],
  },
  go: {
    programs: ['go'],
    files: [
      { name: 'go.mod', code: 'module driver\n\ngo 1.18\n' },
      {
        name: 'main.go',
        code: `package main

import (
	"driver/imbachat"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
)

func main() {
	rows := map[string]string{"1": "Анна \\"A\\" <b>", "P11-A": "Bob"}
	handler := imbachat.UsersInfo(func(ids []string) ([]imbachat.User, error) {
		var users []imbachat.User
		for _, id := range ids {
			if name, ok := rows[id]; ok {
				profile := "/users/" + id
				users = append(users, imbachat.User{ID: id, Name: name, ProfileURL: &profile})
			}
		}
		return users, nil
	})
	request := httptest.NewRequest("GET", "/users?user_ids="+url.QueryEscape(os.Args[2]), nil)
	request.Header.Set("Authorization", os.Args[1])
	answer := httptest.NewRecorder()
	handler(answer, request)
	fmt.Printf("%d\\n%s", answer.Code, answer.Body.String())
}
`,
      },
    ],
    build: ['go', 'build', '-o', 'driver', '.'],
    run: ['./driver'],
  },
  csharp: {
    programs: ['mcs', 'mono'],
    files: [
      {
        name: 'Driver.cs',
        code: `using System.Collections.Generic;
using System.Linq;

public static class Driver
{
    public static void Main(string[] args)
    {
        var rows = new Dictionary<string, string> { { "1", "Анна \\"A\\" <b>" }, { "P11-A", "Bob" } };
        string json;
        var status = ImbaChatUsers.Respond(args[0], args[1], ids => ids.Where(rows.ContainsKey).Select(id =>
            new ImbaChatUser { Id = id, Name = rows[id], ProfileUrl = "/users/" + id }), out json);
        System.Console.WriteLine(status + "\\n" + json);
    }
}
`,
      },
    ],
    build: ['mcs', '-r:System.Web.dll', 'Driver.cs', 'ImbaChatUsers.cs'],
    run: ['mono', 'Driver.exe'],
  },
  java: {
    programs: ['javac', 'java'],
    files: [
      {
        name: 'Driver.java',
        code: `import java.util.ArrayList;
import java.util.List;
import java.util.Map;

public class Driver {
    public static void main(String[] args) {
        Map<String, String> rows = Map.of("1", "Анна \\"A\\" <b>", "P11-A", "Bob");
        ImbaChatUsers.Response answer = ImbaChatUsers.respond(args[0], args[1], ids -> {
            List<ImbaChatUsers.User> users = new ArrayList<>();
            for (String id : ids) {
                if (!rows.containsKey(id)) continue;
                ImbaChatUsers.User user = new ImbaChatUsers.User();
                user.id = id;
                user.name = rows.get(id);
                user.profileUrl = "/users/" + id;
                users.add(user);
            }
            return users;
        });
        System.out.println(answer.status + "\\n" + answer.json);
    }
}
`,
      },
    ],
    build: ['javac', '-encoding', 'UTF-8', 'Driver.java', 'ImbaChatUsers.java'],
    run: ['java', '-Dfile.encoding=UTF-8', '-Dstdout.encoding=UTF-8', 'Driver'],
  },
}
