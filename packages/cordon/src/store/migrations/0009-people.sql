-- People of the admin door: local accounts, second factors, sessions. What proves somebody (password hash, TOTP secret) is
-- sealed under the tenant's directory key; what is shown back (session, enrolment code, recovery code) is kept as an HMAC.

create table local_account (
  tenant text not null, principal text not null,
  -- Argon2id, sealed; null until the person chose a password.
  password bytea,
  enrolment bytea, enrolment_ends_at timestamptz,
  -- Who took the second factors away, and when: the person is told at the next login.
  reset_by text, reset_at timestamptz,
  primary key (tenant, principal)
);
create table totp_factor (
  tenant text not null, principal text not null,
  -- Sealed; null until a first code was shown. `pending` is the one being enrolled.
  secret bytea, pending bytea,
  -- The newest time step whose code was used: none at or before it counts again, on any node.
  last_step bigint not null default 0,
  primary key (tenant, principal)
);
create table passkey (
  tenant text not null, id text not null, principal text not null,
  public_key bytea not null, counter bigint not null, created_at timestamptz not null, used_at timestamptz,
  primary key (tenant, id)
);
create index passkey_principal on passkey (tenant, principal);
create table recovery_code (
  tenant text not null, principal text not null, hmac bytea not null, used_at timestamptz,
  primary key (tenant, principal, hmac)
);
create table person_session (
  tenant text not null, id text not null, hmac bytea not null, principal text not null,
  method text not null, source text not null,
  created_at timestamptz not null, idle_ends_at timestamptz not null, ends_at timestamptz not null,
  stepped_up_at timestamptz,
  ended_at timestamptz, ended_by text check (ended_by in ('logoff', 'idle', 'absolute', 'revoked', 'rotated')),
  primary key (tenant, id)
);
create index person_session_open on person_session (tenant, principal) where ended_at is null;
-- Challenges and tickets carry their own proof; only one that was used successfully is kept, until it would end anyway.
create table spent_ticket (
  tenant text not null, hmac bytea not null, expires_at timestamptz not null,
  primary key (tenant, hmac)
);
-- Failed attempts, by a keyed bucket of the account or of account and source: bounded, and alike for names that nobody has.
create table login_wait (
  tenant text not null, bucket integer not null, failures integer not null,
  last_at timestamptz not null, until timestamptz not null,
  primary key (tenant, bucket)
);
-- Keys of whoever holds the root key on this machine, and of the demonstration's administrator.
alter table api_key add column stepped_up boolean not null default false;

do $$
declare name text;
begin
  foreach name in array array['local_account', 'totp_factor', 'passkey', 'recovery_code', 'person_session',
                              'spent_ticket', 'login_wait'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
