import type { UsersInfoCode } from './language.ts'

export const csharp: UsersInfoCode = {
  id: 'csharp',
  fileName: 'ImbaChatUsers.cs',
  code: ({ api_login, api_password }) => `using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Web;

public class ImbaChatUser
{
    public string Id, Name, AvatarUrl, ProfileUrl;
}

// In a controller: call Respond with the Authorization header and the query's user_ids, and send its status and JSON.
public static class ImbaChatUsers
{
    private const string ApiLogin = "${api_login}";
    private const string ApiPassword = "${api_password}";

    // find is your own code: it returns a user for each of these ids that exists.
    public static int Respond(
        string authorization, string userIds, Func<string[], IEnumerable<ImbaChatUser>> find, out string json)
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(ApiLogin + ":" + ApiPassword));
        if (!Hash(authorization ?? "").SequenceEqual(Hash(expected)))
        {
            json = "{\\"code\\":401,\\"error\\":\\"Authenticate required!\\"}";
            return 401;
        }
        var ids = (userIds ?? "").Split(new[] { ',' }, StringSplitOptions.RemoveEmptyEntries);
        var users = find(ids).Select(user =>
            "{\\"user_id\\":" + Quote(user.Id) + ",\\"name\\":" + Quote(user.Name) +
            ",\\"avatar_url\\":" + Quote(user.AvatarUrl) + ",\\"profile_url\\":" + Quote(user.ProfileUrl) + "}");
        json = "[" + string.Join(",", users) + "]";
        return 200;
    }

    private static string Quote(string text)
    {
        return text == null ? "null" : HttpUtility.JavaScriptStringEncode(text, true);
    }

    // Hashes are compared, so that the time taken tells nothing of the password.
    private static byte[] Hash(string text)
    {
        using (var sha = SHA256.Create()) return sha.ComputeHash(Encoding.UTF8.GetBytes(text));
    }
}
`,
}
