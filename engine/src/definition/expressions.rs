//! Evaluates expressions: minijinja over `inputs` and `steps`, with everything else taken away.
//!
//! What an expression may read and call is found beforehand by [`domain::process::Template`]; it has no statements, loops, functions
//! or includes. The environment below knows no loader and only the filters and tests named there.

mod environment;
mod values;

use std::sync::LazyLock;

use domain::process::{Definition, Expression, Fault, Piece, Template, when_expression};
use minijinja::value::ValueKind;
use minijinja::{Environment, Value};

pub use values::{StepValue, Values};

/// Longest text that a template may give, in bytes: one environment variable of Linux holds no more.
pub const MAX_RENDERED: usize = 120 * 1024;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(environment::make);

/// Why an expression gave no value. The words never hold a value, which may be secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ExprError(String);

/// Evaluates templates and conditions.
#[derive(Clone, Copy, Debug, Default)]
pub struct Expressions;

impl Expressions {
    /// Makes the evaluator; it holds nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Gives the text of a template. A step's outcome is its own here: `timed_out` stays so.
    ///
    /// # Errors
    /// Words for people: a value that is not there, a filter that cannot use it, a result over [`MAX_RENDERED`].
    pub fn render(self, template: &str, values: &Values) -> Result<String, ExprError> {
        let template = Template::parse(template).map_err(|error| ExprError(error.to_string()))?;
        let mut text = String::new();
        for piece in template.pieces() {
            match piece {
                Piece::Text(plain) => text.push_str(plain),
                Piece::Expression(expression) => {
                    text.push_str(
                        &evaluate(expression, values.context(expression, values::Eyes::Own))?.to_string(),
                    );
                }
            }
            if text.len() > MAX_RENDERED {
                return Err(ExprError(format!("the text became longer than {} KiB", MAX_RENDERED / 1024)));
            }
        }
        Ok(text)
    }

    /// Says whether a condition holds. A step that timed out or was interrupted is `failed` to it (rule 13).
    ///
    /// # Errors
    /// As [`Expressions::render`]; also when the value is neither true nor false, as a bare input is.
    pub fn when(self, condition: &str, values: &Values) -> Result<bool, ExprError> {
        let expression = when_expression(condition).map_err(|error| ExprError(error.to_string()))?;
        let value = evaluate(&expression, values.context(&expression, values::Eyes::OfWhen))?;
        match value.kind() {
            ValueKind::Bool => Ok(value.is_true()),
            kind => Err(ExprError(format!(
                "{} is neither true nor false but a {kind}: compare it with something, as == 'yes'",
                expression.source()
            ))),
        }
    }
}

fn evaluate(expression: &Expression, context: Value) -> Result<Value, ExprError> {
    let source = expression.source();
    let words = |error: minijinja::Error| ExprError(environment::words(source, &error));
    let value = ENVIRONMENT
        .compile_expression_owned(source.to_owned())
        .and_then(|compiled| compiled.eval(context))
        .map_err(words)?;
    if value.is_undefined() {
        return Err(ExprError(format!("{source} has no value")));
    }
    Ok(value)
}

/// Compiles every expression of a definition and says which are not understood.
pub(super) fn check_syntax(definition: &Definition) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut check = |path: String, expression: &Expression| {
        if let Err(error) = ENVIRONMENT.compile_expression_owned(expression.source().to_owned()) {
            faults.push(Fault { path, message: environment::words(expression.source(), &error) });
        }
    };
    let mut templates = definition.templates();
    for (index, step) in definition.steps.iter().enumerate() {
        if let Some(Ok(expression)) = step.when.as_deref().map(when_expression) {
            check(format!("steps[{index}].when"), &expression);
        }
        templates.extend(step.agent.as_deref().map(|agent| (format!("steps[{index}].agent"), agent)));
    }
    for (path, text) in templates {
        for expression in Template::parse(text).iter().flat_map(Template::expressions) {
            check(path.clone(), expression);
        }
    }
    faults
}
