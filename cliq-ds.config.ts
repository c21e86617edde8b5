import { defineConfig, env } from 'cliq-ds'

const credentials = {
  clientId: env('CLIQ_CLIENT_ID'),
  clientSecret: env('CLIQ_CLIENT_SECRET'),
  refreshToken: env('CLIQ_REFRESH_TOKEN'),
}

export default defineConfig({
  defaultEnvironment: 'local',
  environments: {
    // The embedded emulator: its data is in .cliq-ds/, and nothing leaves this machine.
    local: { emulator: true },
    // `cliq-ds emulator --port 4010` in a second terminal; any token is good.
    emulator: {
      apiUrl: 'http://127.0.0.1:4010/api/v3',
      accountsUrl: 'http://127.0.0.1:4010',
      credentials: { accessToken: env('CLIQ_ACCESS_TOKEN') },
    },
    staging: { dataCenter: 'eu', prefix: 'stg_', credentials },
    production: { dataCenter: 'us', credentials, protected: true },
  },
})
