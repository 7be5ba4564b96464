// node server.mjs PORT CLIENT SECRET
import Provider from "oidc-provider";

const [port, client, secret] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: client, client_secret: secret, grant_types: ["client_credentials"], redirect_uris: [], response_types: [],
  }],
  features: {
    clientCredentials: { enabled: true }, introspection: { enabled: true }, devInteractions: { enabled: false },
  },
});
provider.listen(Number(port), "127.0.0.1");
