-- Tables of the boundary. Row-level security is the second wall: without cordon.tenant set inside the transaction,
-- a query sees no row. The application role neither owns the tables nor bypasses RLS.

create table application (
  tenant text not null, id text not null, definition jsonb not null, revoked_at timestamptz,
  primary key (tenant, id)
);
create table principal (
  tenant text not null, id text not null, definition jsonb not null, revoked_at timestamptz,
  primary key (tenant, id)
);
create table api_key (
  tenant text not null, id text not null, hmac bytea not null, principal text not null, application text,
  created_at timestamptz not null, expires_at timestamptz not null, revoked_at timestamptz,
  primary key (tenant, id)
);
create table vendor (
  tenant text not null, id text not null, definition jsonb not null,
  primary key (tenant, id)
);
create table agreement (
  tenant text not null, id text not null, version integer not null, definition jsonb not null,
  created_at timestamptz not null,
  primary key (tenant, id, version)
);
create table patient (
  tenant text not null, ref text not null, sealed bytea not null, version integer not null default 1,
  primary key (tenant, ref)
);
create table relationship (
  tenant text not null, patient text not null, actor text not null, ref text not null, sealed bytea not null,
  primary key (tenant, patient, actor, ref)
);
create table document (
  tenant text not null, ref text not null, patient text not null, digest text not null, sealed bytea not null,
  primary key (tenant, ref)
);
create index document_patient on document (tenant, patient);
create table resource (
  tenant text not null, ref text not null, patient text not null, kind text not null, digest text not null,
  sealed bytea not null,
  primary key (tenant, ref)
);
create index resource_patient on resource (tenant, patient, kind);
create table conversation (
  tenant text not null, ref text not null, sealed bytea not null, version integer not null,
  expires_at timestamptz not null,
  primary key (tenant, ref)
);
create index conversation_expiry on conversation (expires_at);
create table body (
  tenant text not null, request text not null, kind text not null check (kind in ('left', 'received')),
  sealed bytea not null, expires_at timestamptz not null,
  primary key (tenant, request, kind)
);
create index body_expiry on body (expires_at);
create table journal_mark (node text primary key, size bigint not null, root text not null);

do $$
declare name text;
begin
  foreach name in array array['application', 'principal', 'api_key', 'vendor', 'agreement', 'patient', 'relationship',
                              'document', 'resource', 'conversation', 'body'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    -- nullif: after a transaction that set it the setting is empty, not absent, and an empty tenant is no tenant.
    execute format(
      'create policy tenant_only on %I
         using (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))
         with check (tenant = nullif(current_setting(''cordon.tenant'', true), ''''))', name);
    execute format('grant select, insert, update, delete on %I to cordon_app', name);
    execute format('grant select on %I to cordon_auditor', name);
  end loop;
end $$;
-- Agreements are append-only: a changed one is a new version.
revoke update, delete on agreement from cordon_app;
grant select, insert, update on journal_mark to cordon_app;
-- The auditor reads, tenant by tenant as everybody; what keys are checked against is not for reading.
grant select on journal_mark to cordon_auditor;
revoke select on api_key from cordon_auditor;
grant select (tenant, id, principal, application, created_at, expires_at, revoked_at) on api_key to cordon_auditor;
