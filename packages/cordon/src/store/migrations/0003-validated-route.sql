-- Routes to vendors without an agreement: what was measured, what the privacy officer signed, what an expert determined.
-- Append-only like agreements: a changed or closed one is a new version. Figures, names of staff and hashes; no text.

create table validated_route (
  tenant text not null, id text not null, version integer not null, definition jsonb not null,
  created_at timestamptz not null,
  primary key (tenant, id, version)
);

alter table validated_route enable row level security;
alter table validated_route force row level security;
create policy tenant_only on validated_route
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert on validated_route to cordon_app;
grant select on validated_route to cordon_auditor;
