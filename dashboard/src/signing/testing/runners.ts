/** ids as sites have them */
export const ids = [
  ...['1', '0', '100000000000042', '007', '-5', '1234567890123456789'],
  ...['P11-A', 'd"oh', "o'neil", 'Артём'],
]

/** Runs the code of one language as a site would run it. */
export interface Runner {
  /** the program that the machine needs */
  programs: string[]
  /** files beside the signing code, and what to run: it prints one token a line, for `ids` */
  driver: { name: string; code: string }[]
  commands: string[][]
  /**
   * the same for the page, of user 42: its file, and what prints it; null where the template engine is not part of the
   * language
   */
  page: { name: string; driver: { name: string; code: string }[]; commands: string[][] } | null
}

const literals = (quote: (text: string) => string) => ids.map(quote).join(', ')
const single = (text: string) => `'${text.replaceAll("'", "\\'")}'`
const json = (text: string) => JSON.stringify(text)

export const runners: Record<string, Runner> = {
  php: {
    programs: ['php'],
    driver: [
      {
        name: 'driver.php',
        code: `<?php require 'imbachat.php';
foreach ([${literals(single)}] as $id) echo getJWT($id, IMBACHAT_SECRET_KEY, 3600), "\\n";`,
      },
    ],
    commands: [['php', 'driver.php']],
    page: {
      name: 'page.php',
      driver: [{ name: 'show.php', code: `<?php session_start(); $_SESSION = ['user_id' => 42]; include 'page.php';` }],
      commands: [['php', 'show.php']],
    },
  },
  node: {
    programs: ['node'],
    driver: [
      {
        name: 'driver.mjs',
        code: `import { getJWT, IMBACHAT_SECRET_KEY } from './imbachat.mjs'
for (const id of [${literals(json)}]) console.log(getJWT(id, IMBACHAT_SECRET_KEY, 3600))`,
      },
    ],
    commands: [['node', 'driver.mjs']],
    page: {
      name: 'page.mjs',
      driver: [{ name: 'show.mjs', code: `import { chat } from './page.mjs'\nconsole.log(chat(42))` }],
      commands: [['node', 'show.mjs']],
    },
  },
  python: {
    programs: ['python3'],
    driver: [
      {
        name: 'driver.py',
        code: `from imbachat import IMBACHAT_SECRET_KEY, get_jwt
for user_id in [${literals(json)}]:
    print(get_jwt(user_id, IMBACHAT_SECRET_KEY, 3600))`,
      },
    ],
    commands: [['python3', 'driver.py']],
    page: null,
  },
  ruby: {
    programs: ['ruby'],
    driver: [
      {
        name: 'driver.rb',
        code: `require_relative 'imbachat'
[${literals(json)}].each { |id| puts get_jwt(id, IMBACHAT_SECRET_KEY, 3600) }`,
      },
    ],
    commands: [['ruby', 'driver.rb']],
    page: {
      name: 'page.erb',
      driver: [
        {
          name: 'show.rb',
          code: `require_relative 'imbachat'
require 'erb'
current_user = Struct.new(:id).new(42)
puts ERB.new(File.read('page.erb')).result(binding)`,
        },
      ],
      commands: [['ruby', 'show.rb']],
    },
  },
  go: {
    programs: ['go'],
    driver: [
      { name: 'go.mod', code: 'module driver\n\ngo 1.18\n' },
      {
        name: 'main.go',
        code: `package main

import (
	"driver/imbachat"
	"fmt"
	"time"
)

func main() {
	for _, id := range []string{${literals(json)}} {
		token, err := imbachat.GetJWT(id, imbachat.SecretKey, time.Hour)
		if err != nil {
			panic(err)
		}
		fmt.Println(token)
	}
}
`,
      },
    ],
    commands: [['go', 'run', '.']],
    page: {
      name: 'page.html',
      driver: [
        { name: 'go.mod', code: 'module driver\n\ngo 1.18\n' },
        {
          name: 'main.go',
          code: `package main

import (
	"driver/imbachat"
	"html/template"
	"os"
	"time"
)

func main() {
	token, err := imbachat.GetJWT("42", imbachat.SecretKey, time.Hour)
	if err != nil {
		panic(err)
	}
	page := template.Must(template.ParseFiles("page.html"))
	if err := page.Execute(os.Stdout, map[string]string{"ChatToken": token}); err != nil {
		panic(err)
	}
}
`,
        },
      ],
      commands: [['go', 'run', '.']],
    },
  },
  csharp: {
    programs: ['mcs', 'mono'],
    driver: [
      {
        name: 'Driver.cs',
        code: `public static class Driver
{
    public static void Main()
    {
        foreach (var id in new[] { ${literals(json)} })
            System.Console.WriteLine(ImbaChatToken.GetJWT(id, ImbaChatToken.SecretKey, 3600));
    }
}
`,
      },
    ],
    commands: [
      ['mcs', '-r:System.Web.dll', 'Driver.cs', 'ImbaChatToken.cs'],
      ['mono', 'Driver.exe'],
    ],
    page: null,
  },
  java: {
    programs: ['javac', 'java'],
    driver: [
      {
        name: 'Driver.java',
        code: `public class Driver {
    public static void main(String[] args) throws Exception {
        for (String id : new String[] {${literals(json)}})
            System.out.println(ImbaChatToken.getJWT(id, ImbaChatToken.SECRET_KEY, 3600));
    }
}
`,
      },
    ],
    commands: [
      ['javac', '-encoding', 'UTF-8', 'Driver.java', 'ImbaChatToken.java'],
      ['java', 'Driver'],
    ],
    page: null,
  },
}
