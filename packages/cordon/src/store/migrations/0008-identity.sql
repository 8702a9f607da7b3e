-- Who calls the application door: people and services by their subject at an identity provider, tokens that Cordon
-- issued itself, and the client assertions that were used up.

-- One subject is one live person or service.
create unique index principal_subject on principal
  (tenant, (definition -> 'subject' ->> 'issuer'), (definition -> 'subject' ->> 'subject'))
  where revoked_at is null and definition ? 'subject';

-- The person who answers for a service's key.
alter table api_key add column owner text;
grant select (owner) on api_key to cordon_auditor;

create table access_token (
  tenant text not null, id text not null, hmac bytea not null, application text not null, principal text not null,
  -- Who shows it for the principal; null: the principal itself.
  delegate text,
  -- Everybody who acts, nearest first.
  actors jsonb not null, scope text not null,
  -- The patient of the launch that it came from, sealed: no other one may be asked about.
  launch bytea,
  created_at timestamptz not null, expires_at timestamptz not null,
  primary key (tenant, id)
);
create index access_token_expiry on access_token (expires_at);
create table client_assertion (
  tenant text not null, application text not null, digest bytea not null, expires_at timestamptz not null,
  primary key (tenant, application, digest)
);
create index client_assertion_expiry on client_assertion (expires_at);

do $$
declare name text;
begin
  foreach name in array array['access_token', 'client_assertion'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to cordon_app', name);
  end loop;
end $$;
-- What tokens are checked against is not for reading.
grant select (tenant, id, application, principal, delegate, actors, scope, created_at, expires_at)
  on access_token to cordon_auditor;
grant select on client_assertion to cordon_auditor;
