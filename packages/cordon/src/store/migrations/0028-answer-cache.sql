-- Vendors' answers to prompts in codes, kept for a while to answer the same prompt again: sealed under the patient's key where
-- there is a patient, found by a keyed pseudonym of everything that makes two questions one.
create table kept_answer (
  tenant text not null, ref text not null, application text not null, patient text,
  sealed bytea not null, bytes integer not null check (bytes > 0),
  kept_at timestamptz not null, expires_at timestamptz not null,
  primary key (tenant, ref)
);
create index kept_answer_age on kept_answer (tenant, kept_at);
create index kept_answer_expiry on kept_answer (expires_at);

alter table kept_answer enable row level security;
alter table kept_answer force row level security;
create policy tenant_only on kept_answer
  using (tenant = nullif(current_setting('cordon.tenant', true), ''))
  with check (tenant = nullif(current_setting('cordon.tenant', true), ''));
grant select, insert, update, delete on kept_answer to cordon_app;
grant select on kept_answer to cordon_auditor;
