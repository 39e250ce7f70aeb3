//! `#[derive(Told)]`: reads a type from a JSON tree, by the same `#[serde(…)]` attributes as `#[derive(Deserialize)]`
//! and with a third of its code. See `domain::read`, which tells why and tests that both read alike.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::{Attribute, Data, DeriveInput, Error, Fields, LitStr, Result, Variant};

/// Derives `domain::read::Told`. Understands `rename_all`, `tag`, `deny_unknown_fields`, `transparent`, `default`,
/// `flatten`, `alias` and `try_from`; refuses to compile with any other attribute that would change what is read.
#[proc_macro_derive(Told, attributes(serde))]
pub fn told(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let input = syn::parse_macro_input!(input as DeriveInput);
    derive(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What `#[serde(…)]` says that matters for reading.
#[derive(Default)]
struct Said {
    rename_all: Option<String>,
    tag: Option<String>,
    alias: Option<String>,
    try_from: Option<syn::Type>,
    strict: bool,
    transparent: bool,
    default: bool,
    flatten: bool,
}

impl Said {
    fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
            attribute.parse_nested_meta(|meta| {
                let name = meta.path.to_token_stream().to_string();
                let text = || Ok::<_, Error>(meta.value()?.parse::<LitStr>()?.value());
                match name.as_str() {
                    "rename_all" => said.rename_all = Some(text()?),
                    "tag" => said.tag = Some(text()?),
                    "alias" => said.alias = Some(text()?),
                    "deny_unknown_fields" => said.strict = true,
                    "transparent" => said.transparent = true,
                    "flatten" => said.flatten = true,
                    "default" => {
                        // A named default is that of the type as well, everywhere in this project.
                        if meta.input.peek(syn::Token![=]) {
                            text()?;
                        }
                        said.default = true;
                    }
                    "try_from" => said.try_from = Some(meta.value()?.parse::<LitStr>()?.parse()?),
                    "skip_serializing_if" | "into" => drop(text()?),
                    _ => return Err(meta.error("Told does not know this attribute")),
                }
                Ok(())
            })?;
        }
        Ok(said)
    }

    fn variant(&self, variant: &Variant) -> Result<String> {
        let name = variant.ident.to_string();
        match self.rename_all.as_deref() {
            None => Ok(name),
            Some("UPPERCASE") => Ok(name.to_uppercase()),
            Some("snake_case") => {
                let mut snake = String::new();
                for letter in name.chars() {
                    if letter.is_uppercase() && !snake.is_empty() {
                        snake.push('_');
                    }
                    snake.extend(letter.to_lowercase());
                }
                Ok(snake)
            }
            Some(_) => Err(Error::new(variant.span(), "Told does not know this way of naming")),
        }
    }
}

fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let said = Said::of(&input.attrs)?;
    let body = match (&input.data, &said.try_from) {
        (_, Some(other)) => quote!({
            let other: #other = ::domain::read::Told::told(tree)?;
            Self::try_from(other).map_err(|_| ::domain::read::Bad::Value)
        }),
        (data, None) => body(input, data, &said)?,
    };
    let name = &input.ident;
    let mut generics = input.generics.clone();
    for parameter in generics.type_params_mut() {
        parameter.bounds.push(syn::parse_quote!(::domain::read::Told));
    }
    let (head, arguments, condition) = generics.split_for_impl();
    Ok(quote! {
        impl #head ::domain::read::Told for #name #arguments #condition {
            fn told(tree: &::domain::read::Tree) -> ::core::result::Result<Self, ::domain::read::Bad> { #body }
        }
    })
}

fn body(input: &DeriveInput, data: &Data, said: &Said) -> Result<TokenStream> {
    Ok(match data {
        Data::Struct(data) if said.transparent || is_newtype(&data.fields) => {
            let member = data.fields.members().next();
            quote!(Ok(Self { #member: ::domain::read::Told::told(tree)? }))
        }
        Data::Struct(data) => {
            let made = object(quote!(Self), &data.fields, said.strict)?;
            quote!({ let mut fields = ::domain::read::Fields::of(tree)?; #made })
        }
        Data::Enum(data) => match &said.tag {
            Some(tag) => inside(said, tag, data.variants.iter())?,
            None => outside(said, data.variants.iter())?,
        },
        Data::Union(_) => return Err(Error::new(input.span(), "Told does not know unions")),
    })
}

fn is_newtype(fields: &Fields) -> bool {
    matches!(fields, Fields::Unnamed(fields) if fields.unnamed.len() == 1)
}

/// Makes a thing of named fields out of `fields`.
fn object(path: TokenStream, fields: &Fields, strict: bool) -> Result<TokenStream> {
    let mut reads = Vec::new();
    for field in fields {
        let Some(name) = &field.ident else {
            return Err(Error::new(field.span(), "Told knows named fields only, or a single one"));
        };
        let said = Said::of(&field.attrs)?;
        let key = name.to_string();
        let read = match (said.flatten, said.default, said.alias) {
            (true, ..) => quote!(::domain::read::Told::told(tree)?),
            (false, _, Some(other)) => quote!(fields.aliased(#key, #other)?),
            (false, true, None) => quote!(fields.or_default(#key)?),
            (false, false, None) => quote!(fields.needed(#key)?),
        };
        reads.push(quote!(#name: #read));
    }
    let end = if strict { quote!(fields.end()?;) } else { TokenStream::new() };
    Ok(quote!({ let read = #path { #(#reads),* }; #end Ok(read) }))
}

/// The tag lies within the object.
fn inside<'a>(said: &Said, tag: &str, variants: impl Iterator<Item = &'a Variant>) -> Result<TokenStream> {
    let mut arms = Vec::new();
    for variant in variants {
        let (name, ident) = (said.variant(variant)?, &variant.ident);
        let made = if matches!(variant.fields, Fields::Unnamed(_)) {
            return Err(Error::new(variant.span(), "Told knows only named fields below a tag"));
        } else {
            // Derived code passes over what stands beside the tag of a variant without fields, even when strict.
            let strict = said.strict && !matches!(variant.fields, Fields::Unit);
            object(quote!(Self::#ident), &variant.fields, strict)?
        };
        arms.push(quote!(#name => #made));
    }
    Ok(quote!({
        let mut fields = ::domain::read::Fields::of(tree)?;
        match fields.tag(#tag)? { #(#arms,)* _ => Err(::domain::read::Bad::Variant) }
    }))
}

/// `"name"` or `{"name": content}`.
fn outside<'a>(said: &Said, variants: impl Iterator<Item = &'a Variant>) -> Result<TokenStream> {
    let mut arms = Vec::new();
    for variant in variants {
        let (name, ident) = (said.variant(variant)?, &variant.ident);
        arms.push(match &variant.fields {
            Fields::Unit => quote!(#name => { ::domain::read::nothing(content)?; Ok(Self::#ident) }),
            fields @ (Fields::Named(_) | Fields::Unnamed(_)) if is_newtype(fields) => {
                quote!(#name => Ok(Self::#ident(::domain::read::Told::told(::domain::read::something(content)?)?)))
            }
            fields @ (Fields::Named(_) | Fields::Unnamed(_)) => {
                let made = object(quote!(Self::#ident), fields, said.strict)?;
                quote!(#name => {
                    let tree = ::domain::read::something(content)?;
                    let mut fields = ::domain::read::Fields::of(tree)?;
                    #made
                })
            }
        });
    }
    Ok(quote!({
        let (name, content) = ::domain::read::variant(tree)?;
        match name { #(#arms,)* _ => Err(::domain::read::Bad::Variant) }
    }))
}
